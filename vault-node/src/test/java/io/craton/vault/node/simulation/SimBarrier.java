package io.craton.vault.node.simulation;

import io.craton.vault.consensus.barrier.QuorumRounds;
import io.craton.vault.consensus.barrier.TermQuorum;
import io.craton.vault.consensus.membership.PeerName;
import io.craton.vault.consensus.membership.PeerStatus;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.ReadBarrier;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Unavailable.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// The read barrier by [TermQuorum], with rounds that are not shared. As [QuorumRounds] does, a
/// round asks those first whose answers the last one needed. Besides, it asks whoever was not heard
/// for a second, where a node has a timer: simulated hours would be made of nothing else.
final class SimBarrier implements ReadBarrier {
  private static final Duration ROUND = Duration.ofMillis(500);
  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Cluster cluster;
  private final SimNode node;
  private final World world;
  private List<PeerName> sufficed = List.of();

  SimBarrier(Cluster cluster, SimNode node) {
    this.cluster = cluster;
    this.node = node;
    this.world = cluster.world();
  }

  @Override
  public void await(Deadline deadline) throws Unavailable {
    if (cluster.mutation() == Mutation.NO_BARRIER) {
      return;
    }
    while (true) {
      long began = world.nanos();
      OptionalLong index = round(deadline);
      if (index.isPresent() && node.clock().current()) {
        node.awaitApplied(index.getAsLong(), deadline);
        Coroutine.current().passedBarrier(world.nanos() - began);
        return;
      }
      if (deadline.expired()) {
        throw new Unavailable(Reason.NO_QUORUM, "no majority confirmed the leader", RETRY);
      }
      world.sleep(PAUSE);
    }
  }

  private OptionalLong round(Deadline deadline) {
    Round round = new Round();
    List<SimNode> first = cluster.others(node).stream().filter(this::isFirst).toList();
    if (!cluster.isMajority(first.size() + 1L)) {
      first = cluster.others(node);
    }
    first.forEach(round::ask);
    long begin = world.nanos();
    long patient = begin + QuorumRounds.PATIENCE.toNanos();
    long end = begin + Math.min(ROUND.toNanos(), deadline.remaining().toNanos());
    boolean wide = false;
    while (true) {
      OptionalLong confirmed = TermQuorum.confirmed(cluster.voters(), round.answers);
      if (confirmed.isPresent()) {
        sufficed =
            TermQuorum.needed(cluster.voters(), round.answers, node.peerName().node()).stream()
                .map(PeerStatus::peer)
                .toList();
      }
      if (confirmed.isPresent() || world.nanos() >= end) {
        return confirmed;
      }
      boolean vain = round.answers.size() > first.size();
      if (!wide && (vain || world.nanos() >= patient)) {
        wide = true;
        cluster.others(node).stream()
            .filter(other -> !round.asked.contains(other))
            .forEach(round::ask);
      }
      round.answered.await(wide ? end : Math.min(patient, end));
    }
  }

  private boolean isFirst(SimNode other) {
    return sufficed.contains(other.peerName())
        || !node.clock().heardLately(other.peerName().toString());
  }

  private final class Round {
    private final List<PeerStatus> answers = new ArrayList<>(List.of(node.status()));
    private final List<SimNode> asked = new ArrayList<>();
    private final Signal answered = new Signal(world);

    void ask(SimNode other) {
      long from = world.nanos();
      asked.add(other);
      cluster.network().send(node, other, () -> answer(other, from));
    }

    private void answer(SimNode other, long from) {
      PeerStatus status = other.status();
      cluster
          .network()
          .send(
              other,
              node,
              () -> {
                node.clock().heard(status, from);
                answers.add(status);
                answered.fire();
              });
    }
  }
}
