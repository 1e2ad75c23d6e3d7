package io.craton.vault.node.metrics;

import io.craton.vault.consensus.ratis.ConsensusNode;
import io.craton.vault.core.port.Ledger;
import io.craton.vault.core.port.ReadBarrier;
import io.craton.vault.core.port.StateReader;
import io.craton.vault.core.service.KekAdmin;
import io.craton.vault.http.server.HttpMetrics;
import io.craton.vault.node.disk.DiskSpace;
import io.craton.vault.node.job.ResealStatus;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Who counts and measures in this node; they come one after the other while it starts.
/// Thread-safe.
public final class MetricSources {
  private final List<Supplier<List<MetricSnapshot>>> sources = new CopyOnWriteArrayList<>();
  private final List<HttpMetrics> listeners = new CopyOnWriteArrayList<>();

  public MetricSources() {
    sources.add(() -> listeners.isEmpty() ? List.of() : HttpReadings.of(listeners));
  }

  /// Who this is.
  public void identity(String node, String cluster, String version) {
    MetricSnapshot identity =
        GaugeSnapshot.builder()
            .name("craton_node_info")
            .help("Always 1; says which node of which cluster runs which release.")
            .dataPoint(
                Samples.gauge(Labels.of("node", node, "cluster", cluster, "version", version), 1))
            .build();
    sources.add(() -> List.of(identity));
  }

  /// Whether the node should get requests.
  public void readiness(BooleanSupplier ready) {
    sources.add(() ->
        List.of(
            Samples.gauge(
                "craton_ready",
                "1 while this node should get requests, otherwise 0.",
                ready.getAsBoolean() ? 1 : 0)));
  }

  /// Whether the node waits at its start for an HSM that does not open; before it has begun to, and
  /// once the HSM is open, nothing is said here.
  public void hsmAwaited(BooleanSupplier awaited) {
    sources.add(() -> awaited.getAsBoolean() ? List.of(HsmReadings.notOpen()) : List.of());
  }

  /// A port that is served.
  public void listener(HttpMetrics metrics) {
    listeners.add(metrics);
  }

  /// The certificates, and the requests refused because their token asked too often.
  public void transport(Supplier<TransportReadings> transport) {
    sources.add(() -> transport.get().metrics());
  }

  /// The room for the data directory, also while the node waits for some: an alarm about a full
  /// disk must not end because of that.
  public void disk(DiskSpace space) {
    sources.add(() ->
        space
            .sizes()
            .map(sizes ->
                List.of(
                    ConsensusReadings.bytes(
                        "craton_disk_free_bytes", "Left for the data directory.", sizes.free()),
                    ConsensusReadings.bytes(
                        "craton_disk_size_bytes", "Size of that file system.", sizes.total())))
            .orElse(List.of()));
  }

  /// The part in the cluster.
  public void consensus(ConsensusNode node) {
    sources.add(() -> ConsensusReadings.of(node.figures()));
  }

  /// What is due by that clock.
  public void timers(StateReader state, InstantSource clock) {
    sources.add(() -> state.read(view -> TimerReadings.of(view, clock.instant())));
  }

  /// The key-encryption keys, once the node has jobs.
  public void keks(StateReader state, Supplier<Optional<ResealStatus>> reseal) {
    sources.add(() ->
        reseal
            .get()
            .flatMap(status -> state.read(KekAdmin::of).map(keks -> KekReadings.of(keks, status)))
            .orElse(List.of()));
  }

  /// The same barrier, measured.
  public ReadBarrier timing(ReadBarrier barrier) {
    TimedBarrier timed = new TimedBarrier(barrier);
    sources.add(() -> List.of(timed.read()));
    return timed;
  }

  /// The same log, measured.
  public Ledger timing(Ledger ledger) {
    TimedLedger timed = new TimedLedger(ledger);
    sources.add(() -> List.of(timed.read()));
    return timed;
  }

  List<MetricSnapshot> read() {
    List<MetricSnapshot> all = new ArrayList<>();
    for (Supplier<List<MetricSnapshot>> source : sources) {
      all.addAll(source.get());
    }
    return all;
  }
}
