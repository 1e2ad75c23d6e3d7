package io.craton.vault.http.server;

import io.craton.vault.core.measure.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/// What one listener was asked and answered since it started. A route stands under its template,
/// whatever the caller sent, and all that matches none stands under `-`: the number of readings is
/// bounded by the routes and the answers there are. Thread-safe.
public final class HttpMetrics {
  /// In place of a method or a route that is none of ours.
  private static final String OTHER = "-";

  private final String listener;
  private final IntSupplier running;
  private final IntSupplier connections;
  private final IdentityHashMap<Route, RouteMetrics> routes = new IdentityHashMap<>();
  private final RouteMetrics other = new RouteMetrics(OTHER, OTHER);

  /// @param running how many requests are being served
  /// @param connections how many are open
  HttpMetrics(String listener, List<Route> routes, IntSupplier running, IntSupplier connections) {
    this.listener = listener;
    this.running = running;
    this.connections = connections;
    routes.forEach(
        route -> this.routes.put(route, new RouteMetrics(route.method().name(), route.path())));
  }

  /// Counts a request that a route answered.
  void add(Route route, Outcome outcome, Duration took) {
    this.routes.getOrDefault(route, other).add(outcome, took.toNanos());
  }

  /// Counts a request for which there is no route.
  void addOther(Outcome outcome, Duration took) {
    other.add(outcome, took.toNanos());
  }

  /// The name of the listener.
  public String listener() {
    return listener;
  }

  /// How many requests are being served now, health checks and pages of the documentation apart.
  public int running() {
    return running.getAsInt();
  }

  /// How many connections are open now.
  public int connections() {
    return connections.getAsInt();
  }

  /// The routes that were asked for at least once, by path.
  public List<RouteReading> routes() {
    List<RouteReading> all = new ArrayList<>();
    routes.values().forEach(route -> all.add(route.read()));
    all.add(other.read());
    return all.stream()
        .filter(route -> !route.counts().isEmpty())
        .sorted(Comparator.comparing(RouteReading::path).thenComparing(RouteReading::method))
        .toList();
  }

  /// One route.
  ///
  /// @param method and `path` as the route has them, never as a caller sent them
  /// @param counts of requests by what they were answered with
  /// @param times from the first line of the request to the last byte of the answer; kinds that
  ///   there were
  public record RouteReading(
      String method,
      String path,
      Map<Outcome, Long> counts,
      Map<Outcome.Kind, Durations.Reading> times) {
    public RouteReading {
      counts = Map.copyOf(counts);
      times = Map.copyOf(times);
    }
  }
}
