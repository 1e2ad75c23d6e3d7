package io.craton.vault.http.server;

import io.craton.vault.core.measure.Tracer;
import io.craton.vault.core.service.Sources;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One port that serves routes, each request on a platform thread of a bounded pool. Thread-safe.
///
/// The threads are the requests' own to be stuck in: a virtual thread in a call of the HSM pins its
/// carrier, and as many as there are processors would hold up all requests. There are as many as
/// requests that [Gate] lets go on at a time; of these a few compute, the others wait ([Workers]).
///
/// Answers are never compressed: the length of a compressed answer that holds a secret and
/// something a caller chose tells of the secret.
public final class Listener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

  /// One thread accepts, and one looks for connections that have something to read.
  private static final int ACCEPTORS = 1;

  private static final int SELECTORS = 1;

  /// Requests that compute at a time. With less, a processor rests while a thread waits for a lock;
  /// with more, they take turns.
  private static final int PLACES_PER_PROCESSOR = 2;

  /// For how long a browser that was here once may come with TLS only.
  private static final Duration STRICT_TRANSPORT = Duration.ofDays(365);

  /// Threads that stay when there is nothing to do.
  private static final int IDLE_THREADS = 8;

  private final String name;
  private final HttpSettings settings;
  private final Admission admission;
  private final HttpMetrics metrics;
  private final Gate gate;
  private final ConnectionGuard guard;
  private final RequestWatch watch;
  private final SslContextFactory.Server ssl = new SslContextFactory.Server();
  private final Javalin javalin;
  private volatile @Nullable ServerConnector connector;

  private Listener(String name, HttpSettings settings, List<Route> routes, Sources sources) {
    this.name = name;
    this.settings = settings;
    this.admission = new Admission(settings.limits().concurrentRequests());
    this.watch = new RequestWatch(name);
    this.metrics = new HttpMetrics(name, routes, admission::running, () -> connections().size());
    this.gate = new Gate(routes, settings.limits(), sources, admission, watch, metrics);
    this.guard = new ConnectionGuard(name, settings.limits(), System::nanoTime, this::connections);
    this.javalin = Javalin.create(this::configure);
  }

  /// Starts to listen.
  ///
  /// @param name tells listeners apart in the log and in thread names
  public static Listener start(
      String name, HttpSettings settings, List<Route> routes, Sources sources) {
    Listener listener = new Listener(name, settings, routes, sources);
    try {
      listener.javalin.start();
    } catch (RuntimeException e) {
      listener.guard.close();
      listener.watch.close();
      throw e;
    }
    LOG.info(
        "{} listens on {}:{} with {}",
        name,
        settings.address(),
        listener.port(),
        settings.tls().isPresent() ? "TLS" : "plain HTTP");
    return listener;
  }

  /// The same routes, with requests that are followed.
  public static List<Route> traced(List<Route> routes, Tracer tracer) {
    return TracedAction.of(routes, tracer);
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.http.defaultContentType = ResponseHeaders.CONTENT_TYPE;
    config.jetty.threadPool = threads();
    config.jetty.modifyHttpConfiguration(this::configure);
    config.jetty.modifyServer(server -> server.setErrorHandler(new JettyErrors(gate)));
    config.jetty.modifyServletContextHandler(
        context -> context.setErrorHandler(new JettyErrors(gate)));
    config.jetty.addConnector(this::connector);
    // The gate does the routing, so that unknown paths and methods take the same way as all others.
    config.routes.before(context -> {
      try (var _ = guard.serving(context.req())) {
        gate.serve(context.req(), context.res());
      }
      context.skipRemainingHandlers();
    });
  }

  private Collection<EndPoint> connections() {
    ServerConnector accepting = connector;
    return accepting == null ? List.of() : accepting.getConnectedEndPoints();
  }

  private Workers threads() {
    int requests = settings.limits().concurrentRequests() + Gate.PAGES + Gate.BRIEF;
    int most = requests + Gate.LINGERING + ACCEPTORS + SELECTORS;
    int places = PLACES_PER_PROCESSOR * Runtime.getRuntime().availableProcessors();
    return new Workers(name, new Workers.Size(Math.min(most, places), most, IDLE_THREADS));
  }

  private void configure(HttpConfiguration http) {
    http.setSendServerVersion(false);
    http.setSendXPoweredBy(false);
    http.setSendDateHeader(false);
    // A line that ends with LF alone, or does not, depending on who reads it, hides another one.
    http.setHttpCompliance(HttpCompliance.STRICT);
    // Or a token in other letters is taken for the one that came on the connection before.
    http.setHeaderCacheCaseSensitive(true);
    http.setRequestHeaderSize(settings.limits().headerBytes());
    http.setIdleTimeout(settings.limits().idleTimeout().toMillis());
  }

  private Connector connector(Server server, HttpConfiguration http) {
    ServerConnector made =
        settings
            .tls()
            .map(tls -> secure(server, http, tls))
            .orElseGet(() ->
                new ServerConnector(server, ACCEPTORS, SELECTORS, new HttpConnectionFactory(http)));
    made.setHost(settings.address());
    made.setPort(settings.port());
    made.setIdleTimeout(settings.limits().idleTimeout().toMillis());
    server.addBean(new NetworkConnectionLimit(settings.limits().connections(), made));
    connector = made;
    return made;
  }

  private ServerConnector secure(Server server, HttpConfiguration http, HttpSettings.Tls tls) {
    ssl.setSslContext(tls.context().get());
    ssl.setIncludeProtocols(
        tls.allowTls12() ? new String[] {"TLSv1.3", "TLSv1.2"} : new String[] {"TLSv1.3"});
    ssl.setWantClientAuth(tls.clients() == ClientCertificates.WANT);
    ssl.setNeedClientAuth(tls.clients() == ClientCertificates.NEED);
    HttpConfiguration https = new HttpConfiguration(http);
    // Clients come by any name or bare address: the certificate is for them to check.
    SecureRequestCustomizer secure = new SecureRequestCustomizer(false);
    secure.setStsMaxAge(STRICT_TRANSPORT.toSeconds());
    https.addCustomizer(secure);
    return new ServerConnector(
        server,
        ACCEPTORS,
        SELECTORS,
        new SslConnectionFactory(ssl, "http/1.1"),
        new HttpConnectionFactory(https));
  }

  /// The port it listens on.
  public int port() {
    return javalin.port();
  }

  /// What it was asked and answered.
  public HttpMetrics metrics() {
    return metrics;
  }

  /// Takes the certificate anew from the settings; connections that are open keep theirs.
  public void reloadTls() {
    if (settings.tls().isEmpty()) {
      return;
    }
    try {
      ssl.reload(factory -> factory.setSslContext(settings.tls().get().context().get()));
    } catch (Exception e) {
      throw new IllegalStateException("the new certificate cannot be used", e);
    }
    LOG.info("{} took its certificate anew", name);
  }

  /// Whether each connection ends with its next answer, while new ones are accepted and served: so
  /// clients that keep theirs go where the load balancer sends them now.
  public void endConnections(boolean ending) {
    gate.endConnections(ending);
  }

  /// Accepts no connection and no request any more, and waits until those being served are done.
  ///
  /// @return false when some were not in time
  public boolean drain(Duration timeout) throws InterruptedException {
    for (Connector connector : javalin.jettyServer().server().getConnectors()) {
      var _ = connector.shutdown();
    }
    return admission.closeAndAwait(timeout);
  }

  /// Stops at once; requests being served are cut off.
  @Override
  public void close() {
    guard.close();
    javalin.stop();
    watch.close();
    LOG.info("{} stopped", name);
  }
}
