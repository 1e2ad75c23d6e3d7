package io.craton.vault.node.metrics;

import io.craton.vault.core.measure.Durations;
import io.craton.vault.http.server.HttpMetrics;
import io.craton.vault.http.server.Outcome;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.Map;

/// What the listeners were asked and answered, as metrics.
final class HttpReadings {
  private HttpReadings() {}

  static List<MetricSnapshot> of(List<HttpMetrics> listeners) {
    GaugeSnapshot.Builder running =
        GaugeSnapshot.builder()
            .name("craton_http_requests_running")
            .help("Requests that are being served.");
    GaugeSnapshot.Builder connections =
        GaugeSnapshot.builder().name("craton_http_connections").help("Open connections.");
    CounterSnapshot.Builder requests =
        CounterSnapshot.builder()
            .name("craton_http_requests")
            .help("Requests by route and by what they were answered with.");
    HistogramSnapshot.Builder times =
        HistogramSnapshot.builder()
            .name("craton_http_request_seconds")
            .help("Time from a request's header to the end of its answer.");
    for (HttpMetrics listener : listeners) {
      Labels name = Labels.of("listener", listener.listener());
      running.dataPoint(Samples.gauge(name, listener.running()));
      connections.dataPoint(Samples.gauge(name, listener.connections()));
      for (HttpMetrics.RouteReading route : listener.routes()) {
        Labels where = name.add("method", route.method()).add("route", route.path());
        route
            .counts()
            .forEach((outcome, count) ->
                requests.dataPoint(Samples.counter(labels(where, outcome), count)));
        for (Map.Entry<Outcome.Kind, Durations.Reading> each : route.times().entrySet()) {
          times.dataPoint(
              Samples.histogram(where.add("outcome", each.getKey().label()), each.getValue()));
        }
      }
    }
    return List.of(running.build(), connections.build(), requests.build(), times.build());
  }

  private static Labels labels(Labels where, Outcome outcome) {
    String code = outcome.code() == 0 ? "none" : Integer.toString(outcome.code());
    return where.add("code", code).add("status", outcome.status());
  }
}
