package io.craton.vault.http;

import io.craton.vault.core.measure.Tracer;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.core.service.Sources;
import io.craton.vault.http.api.ApiServices;
import io.craton.vault.http.api.Endpoint;
import io.craton.vault.http.api.VaultApi;
import io.craton.vault.http.health.Health;
import io.craton.vault.http.health.HealthRoutes;
import io.craton.vault.http.openapi.OpenApiRoutes;
import io.craton.vault.http.openapi.ServicePaths;
import io.craton.vault.http.server.Bearer;
import io.craton.vault.http.server.Exchange;
import io.craton.vault.http.server.HttpMetrics;
import io.craton.vault.http.server.HttpSettings;
import io.craton.vault.http.server.Listener;
import io.craton.vault.http.server.RateLimiter;
import io.craton.vault.http.server.Route;
import io.craton.vault.http.wire.Refusals;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The public API on a port, with its description at `/openapi.json` and `/docs`, and `/health/`
/// for load balancers. Thread-safe.
///
/// To stop without cutting off anybody: [#drain], then [#close].
public final class VaultHttpServer implements AutoCloseable {
  private final Listener listener;

  private VaultHttpServer(Listener listener) {
    this.listener = listener;
  }

  /// Starts to serve, with one clock for everything, as a node that is always well.
  public static VaultHttpServer start(HttpSettings settings, ApiServices services) {
    Health well = new Health(true, Optional.empty(), List.of());
    return start(settings, services, services.sources(), () -> well, Tracer.NONE);
  }

  /// Starts to serve, with no bound to how often a token may ask.
  ///
  /// @param own as below
  public static VaultHttpServer start(
      HttpSettings settings,
      ApiServices services,
      Sources own,
      Health.Source health,
      Tracer tracer) {
    return start(settings, services, own, health, tracer, Optional.empty());
  }

  /// Starts to serve.
  ///
  /// @param own the node's own clock, which tells in envelopes and in the log when a request was
  ///   there; it decides nothing
  /// @param health what load balancers are told
  /// @param tracer follows requests, but for those of load balancers
  /// @param limiter how often each token may ask; as often as it likes when empty
  public static VaultHttpServer start(
      HttpSettings settings,
      ApiServices services,
      Sources own,
      Health.Source health,
      Tracer tracer,
      Optional<RateLimiter> limiter) {
    List<Route> routes = new ArrayList<>(Listener.traced(routes(services, limiter), tracer));
    routes.addAll(HealthRoutes.forEverybody(health));
    return new VaultHttpServer(Listener.start("api", settings, routes, own));
  }

  /// What is served: the operations, and the paths about them.
  static List<Route> routes(ApiServices services, Optional<RateLimiter> limiter) {
    List<Endpoint> endpoints = VaultApi.endpoints(services);
    List<Route> routes = new ArrayList<>();
    endpoints.forEach(endpoint ->
        routes.add(
            new Route(
                Route.Method.POST,
                endpoint.path(),
                new EndpointAction(endpoint, services.authentication(), limiter))));
    routes.add(
        new Route(Route.Method.GET, ServicePaths.REQUEST, exchange -> poll(exchange, services)));
    routes.addAll(OpenApiRoutes.of(endpoints));
    return routes;
  }

  /// No answer of this server is ever deferred, so there is none to poll for. Contract section 1.7.
  private static void poll(Exchange exchange, ApiServices services)
      throws RequestRefused, Unavailable, IOException {
    Optional<String> token = Bearer.token(exchange);
    if (token.isEmpty()) {
      exchange.send(Refusals.unauthorized());
      return;
    }
    services.authentication().authenticate(token.get(), exchange.deadline());
    exchange.send(Refusals.unknownPath());
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

  /// As [Listener#endConnections(boolean)].
  public void endConnections(boolean ending) {
    listener.endConnections(ending);
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
