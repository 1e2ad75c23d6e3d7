package io.craton.vault.http.server;

import io.craton.vault.core.measure.Durations;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// What one route was asked and answered. Thread-safe.
final class RouteMetrics {
  private final String method;
  private final String path;
  private final Map<Outcome, LongAdder> outcomes = new ConcurrentHashMap<>();
  private final Map<Outcome.Kind, Durations> times = new EnumMap<>(Outcome.Kind.class);

  RouteMetrics(String method, String path) {
    this.method = method;
    this.path = path;
    for (Outcome.Kind kind : Outcome.Kind.values()) {
      times.put(kind, times());
    }
  }

  /// From a read in a warm cache to the longest that a request may take.
  private static Durations times() {
    return Durations.ofMillis(
        0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000);
  }

  /// Counts one request.
  void add(Outcome outcome, long tookNanos) {
    LongAdder count = outcomes.get(outcome);
    if (count == null) {
      count = outcomes.computeIfAbsent(outcome, first -> new LongAdder());
    }
    count.increment();
    Durations of = times.get(outcome.kind());
    if (of != null) {
      of.add(tookNanos);
    }
  }

  HttpMetrics.RouteReading read() {
    Map<Outcome, Long> counts = new HashMap<>();
    outcomes.forEach((outcome, count) -> counts.put(outcome, count.sum()));
    Map<Outcome.Kind, Durations.Reading> took = new EnumMap<>(Outcome.Kind.class);
    times.forEach((kind, each) -> {
      Durations.Reading reading = each.read();
      if (reading.count() > 0) {
        took.put(kind, reading);
      }
    });
    return new HttpMetrics.RouteReading(method, path, counts, took);
  }
}
