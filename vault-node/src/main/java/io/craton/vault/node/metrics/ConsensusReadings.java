package io.craton.vault.node.metrics;

import io.craton.vault.consensus.ConsensusFigures;
import io.craton.vault.consensus.ConsensusStatus;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The node's part in the cluster, as metrics.
final class ConsensusReadings {
  private static final double MILLIS = 1e3;

  private ConsensusReadings() {}

  static List<MetricSnapshot> of(ConsensusFigures figures) {
    List<MetricSnapshot> all = new ArrayList<>();
    addStatus(all, figures.status());
    addElections(all, figures);
    addDisk(all, figures);
    return all;
  }

  private static void addStatus(List<MetricSnapshot> all, ConsensusStatus status) {
    GaugeSnapshot.Builder role =
        GaugeSnapshot.builder()
            .name("craton_raft_role")
            .help("1 for the role that this node has, 0 for the others.");
    for (ConsensusStatus.Role each : ConsensusStatus.Role.values()) {
      Labels label = Labels.of("role", each.name().toLowerCase(Locale.ROOT));
      role.dataPoint(Samples.gauge(label, each == status.role() ? 1 : 0));
    }
    all.add(role.build());
    boolean leads = status.role() == ConsensusStatus.Role.LEADER;
    all.add(Samples.gauge("craton_raft_is_leader", "1 on the leader, otherwise 0.", leads ? 1 : 0));
    all.add(
        Samples.gauge(
            "craton_raft_leader_known",
            "1 while this node knows who leads, otherwise 0.",
            status.leader().isPresent() ? 1 : 0));
    all.add(Samples.gauge("craton_raft_term", "The current term.", (double) status.term()));
    all.add(
        Samples.gauge(
            "craton_raft_commit_index",
            "The last entry known here to be committed.",
            (double) status.commitIndex()));
    all.add(
        Samples.gauge(
            "craton_raft_applied_index",
            "The last entry that is part of this node's state.",
            (double) status.appliedIndex()));
    all.add(
        Samples.gauge(
            "craton_raft_apply_lag_entries",
            "Entries committed and not yet part of this node's state.",
            (double) Math.max(0, status.commitIndex() - status.appliedIndex())));
  }

  private static void addElections(List<MetricSnapshot> all, ConsensusFigures figures) {
    all.add(
        Samples.counter(
            "craton_raft_elections",
            "Elections in which this node stood and that ended.",
            figures.elections().stood()));
    all.add(
        Samples.counter(
            "craton_raft_leader_changes",
            "Times that this node learned who leads.",
            figures.elections().leaderChanges()));
    all.add(
        Samples.counter(
            "craton_actorless_changes",
            "Changes applied here that callers make with a token, made without one.",
            figures.actorlessChanges()));
    all.add(
        Samples.gauge(
            "craton_raft_voters",
            "Voting members, this node included.",
            figures.status().peers().size()));
    GaugeSnapshot.Builder reachable =
        GaugeSnapshot.builder()
            .name("craton_raft_peer_reachable")
            .help("1 while that member answers this node's questions, otherwise 0.");
    for (ConsensusFigures.Peer peer : figures.peers()) {
      reachable.dataPoint(Samples.gauge(Labels.of("peer", peer.name()), peer.reachable() ? 1 : 0));
    }
    all.add(reachable.build());
    all.add(
        Samples.counter(
            "craton_barrier_rounds",
            "Questions to all voters for the sake of reads.",
            figures.rounds().started()));
    all.add(
        Samples.counter(
            "craton_barrier_rounds_failed",
            "Those in which no majority confirmed the leader.",
            figures.rounds().failed()));
  }

  private static void addDisk(List<MetricSnapshot> all, ConsensusFigures figures) {
    ConsensusFigures.Disk disk = figures.disk();
    all.add(bytes("craton_raft_log_bytes", "Files of the Raft log.", disk.log()));
    all.add(bytes("craton_state_bytes", "Files of the state.", disk.state()));
    all.add(bytes("craton_snapshots_bytes", "Files of the snapshots.", disk.snapshots()));
    figures
        .snapshot()
        .ifPresent(snapshot -> {
          all.add(
              Samples.gauge(
                  "craton_raft_snapshot_index",
                  "The last entry in the newest snapshot.",
                  (double) snapshot.index()));
          all.add(
              Samples.gauge(
                  "craton_raft_snapshot_timestamp_seconds",
                  "When that snapshot was taken, since 1970.",
                  (double) snapshot.takenAt().toEpochMilli() / MILLIS));
        });
  }

  static MetricSnapshot bytes(String name, String help, long value) {
    return Samples.gauge(name, help, (double) value);
  }
}
