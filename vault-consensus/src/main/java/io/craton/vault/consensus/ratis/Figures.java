package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.ConsensusFigures;
import io.craton.vault.consensus.ConsensusStatus;
import io.craton.vault.consensus.barrier.SharedRounds;
import io.craton.vault.consensus.clock.QuorumClock;
import io.craton.vault.consensus.membership.PeerName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.ratis.metrics.MetricRegistries;
import org.apache.ratis.metrics.MetricRegistryInfo;
import org.apache.ratis.metrics.RatisMetricRegistry;
import org.apache.ratis.server.metrics.LeaderElectionMetrics;

/// Reads [ConsensusFigures] where they are. Thread-safe.
final class Figures {
  /// Nodes ask each other every second or two; a peer that has missed that often is silent.
  private static final Duration SILENT = Duration.ofSeconds(5);

  private final QuorumClock clock;
  private final SharedRounds barrier;
  private final DiskUse disk;

  /// @param directory of consensus
  Figures(QuorumClock clock, SharedRounds barrier, Path directory) {
    this.clock = clock;
    this.barrier = barrier;
    this.disk = new DiskUse(directory);
  }

  /// @param running empty before the node takes part
  ConsensusFigures read(ConsensusStatus status, Optional<RaftRuntime> running) {
    return new ConsensusFigures(
        status,
        new ConsensusFigures.Elections(
            elections(status.peerId()), running.map(RaftRuntime::leaderChanges).orElse(0L)),
        running.map(RaftRuntime::actorlessChanges).orElse(0L),
        new ConsensusFigures.Rounds(barrier.rounds(), barrier.failedRounds()),
        disk.read(),
        running.flatMap(RaftRuntime::newestSnapshot),
        peers(status));
  }

  /// As Ratis counts them: its registries are global, and each names its peer.
  private static long elections(String peerId) {
    return MetricRegistries.global().getMetricRegistries().stream()
        .filter(registry -> isOfElections(registry.getMetricRegistryInfo(), peerId))
        .mapToLong(Figures::elections)
        .sum();
  }

  private static boolean isOfElections(MetricRegistryInfo info, String peerId) {
    return info.getMetricsComponentName()
            .equals(LeaderElectionMetrics.RATIS_LEADER_ELECTION_METRICS)
        && info.getPrefix().startsWith(peerId + "@");
  }

  private static long elections(RatisMetricRegistry registry) {
    return registry.counter(LeaderElectionMetrics.LEADER_ELECTION_COUNT_METRIC).getCount();
  }

  private List<ConsensusFigures.Peer> peers(ConsensusStatus status) {
    return status.peers().stream()
        .filter(peer -> !peer.equals(status.peerId()))
        .map(peer ->
            new ConsensusFigures.Peer(
                PeerName.parse(peer).map(name -> name.node().value()).orElse(peer),
                clock.heardWithin(peer, SILENT)))
        .sorted(Comparator.comparing(ConsensusFigures.Peer::name))
        .toList();
  }
}
