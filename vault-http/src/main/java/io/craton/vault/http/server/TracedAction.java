package io.craton.vault.http.server;

import io.craton.vault.core.measure.Tracer;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.http.request.InvalidRequest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// The same action, followed: the span of a request is named after its route, and has the request's
/// id, by which the log is found.
record TracedAction(Route.Method method, String path, Route.Action action, Tracer tracer)
    implements Route.Action {
  private static final String PARENT = "traceparent";

  /// The routes with actions that are followed.
  static List<Route> of(List<Route> routes, Tracer tracer) {
    return routes.stream()
        .map(route ->
            new Route(
                route.method(),
                route.path(),
                route.isForEverybody(),
                new TracedAction(route.method(), route.path(), route.action(), tracer)))
        .toList();
  }

  @Override
  public void serve(Exchange exchange)
      throws RequestRefused, Unavailable, InvalidRequest, IOException {
    List<String> parents = exchange.headers(PARENT);
    Optional<String> parent =
        parents.size() == 1 ? Optional.of(parents.getFirst()) : Optional.empty();
    try (Tracer.Span span = tracer.beginRequest(method + " " + path, parent)) {
      span.note("http.request.method", method.name());
      span.note("http.route", path);
      span.note("craton.request.id", exchange.id().toString());
      serve(exchange, span);
    }
  }

  private void serve(Exchange exchange, Tracer.Span span)
      throws RequestRefused, Unavailable, InvalidRequest, IOException {
    try {
      action.serve(exchange);
      span.note("http.response.status_code", Integer.toString(exchange.outcome().code()));
    } catch (RequestRefused refused) {
      span.note("craton.rejection", refused.rejection().code().name());
      throw refused;
    } catch (InvalidRequest invalid) {
      span.note("http.response.status_code", Integer.toString(invalid.status()));
      throw invalid;
    } catch (Unavailable unavailable) {
      span.failed(unavailable.reason().name());
      throw unavailable;
    } catch (IOException gone) {
      span.failed("CLIENT_GONE");
      throw gone;
    } catch (RuntimeException | Error fault) {
      span.failed("FAULT");
      throw fault;
    }
  }
}
