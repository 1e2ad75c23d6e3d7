package io.craton.vault.http.admin;

import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Authentication;
import io.craton.vault.core.service.Caller;
import io.craton.vault.core.service.KekAdmin;
import io.craton.vault.core.service.MembershipAdmin;
import io.craton.vault.core.service.PendingWork;
import io.craton.vault.core.service.Replica;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.core.service.RotationDefaults;
import io.craton.vault.core.service.Sources;
import io.craton.vault.core.service.TokenAdmin;
import io.craton.vault.core.token.Permission;
import io.craton.vault.http.health.HealthRoutes;
import io.craton.vault.http.request.InvalidRequest;
import io.craton.vault.http.server.Bearer;
import io.craton.vault.http.server.Exchange;
import io.craton.vault.http.server.HttpMetrics;
import io.craton.vault.http.server.HttpSettings;
import io.craton.vault.http.server.Listener;
import io.craton.vault.http.server.Route;
import io.craton.vault.http.wire.Answer;
import io.craton.vault.http.wire.Refusals;
import io.craton.vault.http.wire.StaticContent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The admin API on a port. Thread-safe.
///
/// | Path | Needs | Answers |
/// |---|---|---|
/// | `GET /health/live` | – | 200 while the process can answer |
/// | `GET /health/ready` | – | 200, or 503 with the reasons |
/// | `GET /health/leader` | – | 200 on the leader, else 503 |
/// | `GET /metrics` | – | counters and measurements for Prometheus |
/// | `GET /admin/v1/status` | a token with `admin` | how the node is |
/// | `GET /admin/v1/digest` | a token with `admin` | the digest of its state |
/// | `POST /admin/v1/bootstrap` | the bootstrap key | the first token, once |
/// | `GET /admin/v1/rotation-defaults` | a token with `admin` | the service's defaults for rotation |
/// | `POST /admin/v1/rotation-defaults` | a token with `admin` | the same, after those of one `kind` were set |
/// | `GET /admin/v1/hsm` | a token with `admin` | how this node's HSM is, and what it can do |
/// | `GET /admin/v1/pending` | a token with `admin` | keys to destroy and rotations that are due |
/// | `POST /admin/v1/recover` | the recovery key of this node | another token with every permission |
/// | `POST /admin/v1/tokens` | a token with `admin` | a new token, its value once |
/// | `GET /admin/v1/tokens` | a token with `admin` | the first page of tokens, without values |
/// | `POST /admin/v1/tokens/list` | a token with `admin` | any page of tokens |
/// | `POST /admin/v1/tokens/revoke` | a token with `admin` | `{}` when no node accepts it any more |
/// | `POST /admin/v1/backup` | a token with `admin` | an archive of the state, as bytes |
/// | `GET /admin/v1/kek` | a token with `admin` | the key-encryption keys and what is sealed under each |
/// | `POST /admin/v1/kek/rotate` | a token with `admin` | the same, after a new one was made |
/// | `POST /admin/v1/kek/retire` | a token with `admin` | the same, after an old one was given up |
/// | `POST /admin/v1/drain` | a token with `admin` | `{}` when load balancers are told to take the node out, or in |
/// | `GET /admin/v1/tls` | a token with `admin` | the certificates in use |
/// | `POST /admin/v1/tls/reload` | a token with `admin` | the same, after their files were read anew |
/// | `GET /admin/v1/cluster` | a token with `admin` | the nodes, and how they are |
/// | `POST /admin/v1/cluster/members` | a token with `admin` | a node that may come in |
/// | `POST /admin/v1/cluster/members/remove` | a token with `admin` | a node that is to go |
/// | `POST /admin/v1/cluster/leader` | a token with `admin` | who leads, after another node took over |
/// | `POST /admin/v1/cluster/snapshot` | a token with `admin` | how far this node's snapshot reaches |
public final class AdminHttpServer implements AutoCloseable {
  private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";
  private static final int OK = 200;

  private final NodeAdmin node;
  private final Authentication authentication;
  private final RotationDefaultsRoutes defaults;
  private final PendingRoutes pending;
  private final HsmRoutes hsm;
  private final TokenRoutes tokens;
  private final BackupRoutes backups;
  private final KekRoutes keks;
  private final DrainRoutes drain;
  private final MembershipRoutes membership;
  private final TlsRoutes tls;
  private final Listener listener;

  private AdminHttpServer(
      HttpSettings settings,
      NodeAdmin node,
      Replica replica,
      Sources sources,
      Sources own,
      TlsAdmin tls) {
    this.node = node;
    this.authentication = new Authentication(replica, sources);
    this.defaults = new RotationDefaultsRoutes(new RotationDefaults(replica, sources));
    this.tokens = new TokenRoutes(new TokenAdmin(replica, sources), sources);
    this.hsm = new HsmRoutes(node);
    this.backups = new BackupRoutes(node.backups());
    this.keks = new KekRoutes(new KekAdmin(replica, node::makeKek, sources));
    this.drain = new DrainRoutes(node);
    this.membership =
        new MembershipRoutes(new MembershipAdmin(replica, node.cluster(), sources), node);
    this.pending = new PendingRoutes(new PendingWork(replica, sources), node);
    this.tls = new TlsRoutes(tls);
    this.listener = Listener.start("admin", settings, routes(), own);
  }

  /// Starts to serve, with one clock for everything.
  public static AdminHttpServer start(
      HttpSettings settings, NodeAdmin node, Replica replica, Sources sources) {
    return start(settings, node, replica, sources, sources, TlsAdmin.NONE);
  }

  /// Starts to serve.
  ///
  /// @param own the node's own clock, which tells in envelopes and in the log when a request was
  ///   there; it decides nothing
  public static AdminHttpServer start(
      HttpSettings settings,
      NodeAdmin node,
      Replica replica,
      Sources sources,
      Sources own,
      TlsAdmin tls) {
    return new AdminHttpServer(settings, node, replica, sources, own, tls);
  }

  List<Route> routes() {
    List<Route> routes = new ArrayList<>(HealthRoutes.forOperators(() -> node.status().health()));
    routes.addAll(ownRoutes());
    return List.copyOf(routes);
  }

  private List<Route> ownRoutes() {
    return List.of(
        new Route(Route.Method.GET, "/metrics", this::metrics),
        new Route(
            Route.Method.GET, "/admin/v1/status", asAdmin((exchange, caller) -> status(exchange))),
        new Route(
            Route.Method.GET, "/admin/v1/digest", asAdmin((exchange, caller) -> digest(exchange))),
        new Route(Route.Method.GET, "/admin/v1/rotation-defaults", asAdmin(defaults::show)),
        new Route(Route.Method.POST, "/admin/v1/rotation-defaults", asAdmin(defaults::set)),
        new Route(Route.Method.GET, "/admin/v1/pending", asAdmin(pending::show)),
        new Route(Route.Method.GET, "/admin/v1/hsm", asAdmin(hsm::show)),
        new Route(Route.Method.GET, "/admin/v1/tokens", asAdmin(tokens::first)),
        new Route(Route.Method.POST, "/admin/v1/tokens", asAdmin(tokens::mint)),
        new Route(Route.Method.POST, "/admin/v1/tokens/list", asAdmin(tokens::list)),
        new Route(Route.Method.POST, "/admin/v1/tokens/revoke", asAdmin(tokens::revoke)),
        new Route(Route.Method.POST, "/admin/v1/backup", asAdmin(backups::send)),
        new Route(Route.Method.GET, "/admin/v1/kek", asAdmin(keks::show)),
        new Route(Route.Method.POST, "/admin/v1/kek/rotate", asAdmin(keks::rotate)),
        new Route(Route.Method.POST, "/admin/v1/kek/retire", asAdmin(keks::retire)),
        new Route(Route.Method.POST, "/admin/v1/drain", asAdmin(drain::set)),
        new Route(Route.Method.GET, "/admin/v1/cluster", asAdmin(membership::show)),
        new Route(Route.Method.POST, "/admin/v1/cluster/members", asAdmin(membership::add)),
        new Route(
            Route.Method.POST, "/admin/v1/cluster/members/remove", asAdmin(membership::remove)),
        new Route(Route.Method.POST, "/admin/v1/cluster/leader", asAdmin(membership::transfer)),
        new Route(Route.Method.POST, "/admin/v1/cluster/snapshot", asAdmin(membership::snapshot)),
        new Route(Route.Method.GET, "/admin/v1/tls", asAdmin(tls::show)),
        new Route(Route.Method.POST, "/admin/v1/tls/reload", asAdmin(tls::reload)),
        new Route(Route.Method.POST, "/admin/v1/bootstrap", this::bootstrap),
        new Route(Route.Method.POST, "/admin/v1/recover", this::recover));
  }

  private void metrics(Exchange exchange) throws IOException {
    byte[] text = node.metrics().getBytes(StandardCharsets.UTF_8);
    exchange.send(new StaticContent(METRICS, "no-store", text));
  }

  private void status(Exchange exchange) throws IOException {
    exchange.send(Answer.plain(OK, AdminJson.status(node.status())));
  }

  private void digest(Exchange exchange) throws Unavailable, IOException {
    exchange.send(Answer.plain(OK, AdminJson.digest(node.digest(exchange.deadline()))));
  }

  private void bootstrap(Exchange exchange) throws RequestRefused, Unavailable, IOException {
    if (!presents(exchange, node.bootstrapKey())) {
      exchange.send(Refusals.unauthorized());
      return;
    }
    try (SecretBytes token = node.bootstrap(exchange.deadline())) {
      exchange.send(Answer.plain(OK, AdminJson.token(token)));
    }
  }

  private void recover(Exchange exchange) throws RequestRefused, Unavailable, IOException {
    if (!presents(exchange, node.recoveryKey())) {
      exchange.send(Refusals.unauthorized());
      return;
    }
    try (TokenAdmin.Minted minted = node.recover(exchange.deadline())) {
      exchange.send(Answer.plain(OK, AdminJson.minted(minted)));
    }
  }

  private static boolean presents(Exchange exchange, Optional<SecretBytes> expected) {
    Optional<String> presented = Bearer.token(exchange);
    if (presented.isEmpty() || expected.isEmpty()) {
      expected.ifPresent(SecretBytes::close);
      return false;
    }
    try (SecretBytes key = expected.get();
        SecretBytes other = SecretBytes.utf8(presented.get())) {
      // In constant time: that is what equality of secrets is.
      return key.equals(other);
    }
  }

  /// What an administrator asks for.
  private interface AdminAction {
    void serve(Exchange exchange, Caller caller)
        throws RequestRefused, Unavailable, InvalidRequest, IOException;
  }

  private Route.Action asAdmin(AdminAction action) {
    return exchange -> {
      Optional<String> token = Bearer.token(exchange);
      if (token.isEmpty()) {
        exchange.send(Refusals.unauthorized());
        return;
      }
      Caller caller = authentication.authenticate(token.get(), exchange.deadline());
      if (!caller.grant().allows(Permission.ADMIN, FolderPath.ROOT)) {
        exchange.send(Refusals.unauthorized());
        return;
      }
      action.serve(exchange, caller);
    };
  }

  /// The port it listens on.
  public int port() {
    return listener.port();
  }

  /// As [Listener#metrics()].
  public HttpMetrics metrics() {
    return listener.metrics();
  }

  /// As [Listener#reloadTls()].
  public void reloadTls() {
    listener.reloadTls();
  }

  /// As [Listener#drain(Duration)].
  public boolean drain(Duration timeout) throws InterruptedException {
    return listener.drain(timeout);
  }

  /// As [Listener#close()].
  @Override
  public void close() {
    listener.close();
  }
}
