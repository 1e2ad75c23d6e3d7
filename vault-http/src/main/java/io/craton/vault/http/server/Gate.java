package io.craton.vault.http.server;

import io.craton.vault.core.id.RequestId;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Waiting;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.core.service.Sources;
import io.craton.vault.http.request.InvalidRequest;
import io.craton.vault.http.wire.Answer;
import io.craton.vault.http.wire.Envelope;
import io.craton.vault.http.wire.Refusals;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes every request through the same steps: route, method, admission, the route's action, one
/// answer, one line in the access log. The top of a request's thread: nothing gets past it.
/// Thread-safe.
final class Gate {
  private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

  /// Pages that are sent at a time.
  static final int PAGES = 32;

  /// Requests without a place that are answered at a time: refused ones, and health checks.
  static final int BRIEF = 64;

  /// Requests whose refused bodies are still taken at a time, after the answer.
  static final int LINGERING = 64;

  private final Routes routes;
  private final HttpLimits limits;
  private final Sources sources;
  private final Envelope envelope;
  private final Admission admission;

  /// What everybody may ask for is large: its readers must not take the places of the others.
  private final Admission pages;

  /// Bounds the threads of those who have no place. None of them has long, so the bound is reached
  /// only by who sends requests and does not read; then connections are closed without an answer.
  private final Semaphore brief = new Semaphore(BRIEF);

  /// Apart from the other: those who linger wait for clients, and must not keep anybody from being
  /// answered. Beyond the bound the rest of a body is cut off at once.
  private final Semaphore lingering = new Semaphore(LINGERING);

  private final RequestWatch watch;
  private final HttpMetrics metrics;
  private final BodyBudget budget;
  private volatile boolean endingConnections;

  Gate(
      List<Route> routes,
      HttpLimits limits,
      Sources sources,
      Admission admission,
      RequestWatch watch,
      HttpMetrics metrics) {
    this.routes = new Routes(routes);
    this.limits = limits;
    this.sources = sources;
    this.envelope = new Envelope(sources.clock());
    this.admission = admission;
    this.pages = new Admission(PAGES);
    this.watch = watch;
    this.metrics = metrics;
    this.budget = BodyBudget.of(Runtime.getRuntime().maxMemory(), limits.bodyBytes());
  }

  /// A new request id.
  RequestId newRequestId() {
    return RequestId.of(sources.entropy().bytes(RequestId.SIZE));
  }

  Envelope envelope() {
    return envelope;
  }

  Sources sources() {
    return sources;
  }

  HttpMetrics metrics() {
    return metrics;
  }

  /// Whether each answer ends its connection.
  void endConnections(boolean ending) {
    endingConnections = ending;
  }

  /// Serves one request.
  void serve(HttpServletRequest request, HttpServletResponse response) {
    long startNanos = System.nanoTime();
    Workers.beginsRequest();
    try (BodyBudget.Room room = budget.room()) {
      Exchange exchange =
          new Exchange(
              request, response, newRequestId(), sources.clock().instant(), limits, envelope, room);
      serve(request, exchange, startNanos);
    }
  }

  private void serve(HttpServletRequest request, Exchange exchange, long startNanos) {
    List<Route> atPath = routes.at(request.getRequestURI());
    Optional<Route> route = Routes.of(request.getMethod(), atPath);
    String method = isKnown(request.getMethod()) ? request.getMethod() : "-";
    String path = atPath.isEmpty() ? "-" : atPath.getFirst().path();
    Runnable answered =
        () -> {
          Duration took = since(startNanos);
          AccessLog.line(
              exchange.id(), method, path, exchange.status(), took, exchange.sentBytes());
          route.ifPresentOrElse(
              matching -> metrics.add(matching, exchange.outcome(), took),
              () -> metrics.addOther(exchange.outcome(), took));
        };
    // What follows a CONNECT is a tunnel to others, and no request.
    if (endingConnections || request.getMethod().equals("CONNECT")) {
      exchange.closeConnection();
    }
    watch.begin(exchange, answered);
    boolean own = false;
    try {
      serve(exchange, atPath, route);
    } finally {
      own = watch.end(exchange);
    }
    if (!own) {
      LOG.warn(
          "request {}: its thread is back after {} ms, its answer is dropped",
          exchange.id(),
          since(startNanos).toMillis());
      return;
    }
    answered.run();
    if (exchange.isToLinger() && lingering.tryAcquire()) {
      try (var _ = Waiting.begin()) {
        exchange.linger();
      } finally {
        lingering.release();
      }
    }
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  /// False when too many go on without a place; then the connection is closed.
  private boolean enterBriefly(Exchange exchange) {
    if (brief.tryAcquire()) {
      return true;
    }
    LOG.warn("request {}: too many do not read their answers", exchange.id());
    exchange.abort();
    return false;
  }

  private void serve(Exchange exchange, List<Route> atPath, Optional<Route> route) {
    try {
      Answer failure = attempt(exchange, atPath, route).orElse(null);
      if (failure != null && !exchange.turn().isAnswered()) {
        sendBriefly(exchange, failure);
      }
    } catch (IOException e) {
      LOG.debug("request {}: the client is gone: {}", exchange.id(), e.toString());
    }
  }

  private void sendBriefly(Exchange exchange, Answer failure) throws IOException {
    if (enterBriefly(exchange)) {
      // So that nobody who does not read has a place: of these answers there can be very many.
      try (var _ = Waiting.begin()) {
        exchange.hurry();
        exchange.send(failure);
      } finally {
        brief.release();
      }
    }
  }

  /// Empty when the action has sent its answer.
  private Optional<Answer> attempt(Exchange exchange, List<Route> atPath, Optional<Route> route)
      throws IOException {
    if (exchange.isCoded()) {
      exchange.closeConnection();
      return Optional.of(
          Refusals.malformedHttp(
              HttpServletResponse.SC_BAD_REQUEST, "no transfer coding but chunked is taken"));
    }
    if (atPath.isEmpty()) {
      return Optional.of(Refusals.unknownPath());
    }
    if (route.isEmpty()) {
      return Optional.of(Refusals.wrongMethod(atPath.getFirst().method().name()));
    }
    try {
      if (route.get().path().startsWith("/health/")) {
        serveBriefly(exchange, route.get());
        return Optional.empty();
      }
      Admission admitting = route.get().isForEverybody() ? pages : admission;
      admitting.enter();
      try {
        route.get().action().serve(exchange);
        return Optional.empty();
      } finally {
        admitting.leave();
      }
    } catch (RequestRefused refused) {
      return Optional.of(Refusals.of(refused.rejection()));
    } catch (InvalidRequest invalid) {
      return Optional.of(Refusals.of(invalid));
    } catch (Unavailable unavailable) {
      LOG.warn("request {}: {}: {}", exchange.id(), unavailable.reason(), unavailable.getMessage());
      if (admission.isClosed() || isBetterElsewhere(unavailable)) {
        exchange.closeConnection();
      }
      return Optional.of(Refusals.of(unavailable));
    } catch (RuntimeException | Error fault) {
      LOG.error("request {}: fault at {}", exchange.id(), route.get().path(), fault);
      return Optional.of(Refusals.fault());
    }
  }

  /// True when another node may well serve the same request. A balancer that passes TLS through
  /// moves a client only with its next connection.
  private static boolean isBetterElsewhere(Unavailable unavailable) {
    return switch (unavailable.reason()) {
      case NO_QUORUM, NOT_READY, SHUTTING_DOWN, HSM_DOWN, DISK_LOW -> true;
      case DEADLINE, OVERLOADED, HSM_FAILED, HSM_KEY_MISSING -> false;
    };
  }

  private void serveBriefly(Exchange exchange, Route route)
      throws RequestRefused, Unavailable, InvalidRequest, IOException {
    if (enterBriefly(exchange)) {
      try (var _ = Waiting.begin()) {
        exchange.hurry();
        route.action().serve(exchange);
      } finally {
        brief.release();
      }
    }
  }

  private static boolean isKnown(String method) {
    return List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
        .contains(method);
  }
}
