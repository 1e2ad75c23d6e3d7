package io.craton.vault.node.metrics;

import io.craton.vault.node.tls.Certificates;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Certificates by role, and requests refused because their token asked too often.
///
/// @param rateLimited empty where nothing is limited
public record TransportReadings(
    List<Certificates.RoleState> certificates, Optional<Long> rateLimited) {
  public TransportReadings {
    certificates = List.copyOf(certificates);
  }

  List<MetricSnapshot> metrics() {
    List<MetricSnapshot> all = new ArrayList<>();
    if (!certificates.isEmpty()) {
      all.add(ends());
      all.add(failures());
    }
    rateLimited.ifPresent(count ->
        all.add(
            CounterSnapshot.builder()
                .name("craton_http_rate_limited")
                .help("Requests refused because their token asked too often.")
                .dataPoint(CounterDataPointSnapshot.builder().value((double) count).build())
                .build()));
    return all;
  }

  private MetricSnapshot ends() {
    GaugeSnapshot.Builder ends =
        GaugeSnapshot.builder()
            .name("craton_certificate_not_after_seconds")
            .help("When the certificate in use, or one of its chain, ends, since 1970.");
    certificates.forEach(state ->
        ends.dataPoint(
            GaugeDataPointSnapshot.builder()
                .labels(Labels.of("role", state.role().label()))
                .value((double) state.info().notAfter().getEpochSecond())
                .build()));
    return ends.build();
  }

  private MetricSnapshot failures() {
    CounterSnapshot.Builder failures =
        CounterSnapshot.builder()
            .name("craton_certificate_reload_failures")
            .help("Changed files of certificates that were refused.");
    certificates.forEach(state ->
        failures.dataPoint(
            CounterDataPointSnapshot.builder()
                .labels(Labels.of("role", state.role().label()))
                .value((double) state.failures())
                .build()));
    return failures.build();
  }
}
