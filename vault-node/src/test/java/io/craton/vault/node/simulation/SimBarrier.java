package io.craton.vault.node.simulation;

import io.craton.vault.consensus.barrier.TermQuorum;
import io.craton.vault.consensus.membership.PeerStatus;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.ReadBarrier;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Unavailable.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// The read barrier by [TermQuorum], with rounds that are not shared.
final class SimBarrier implements ReadBarrier {
  private static final Duration ROUND = Duration.ofMillis(500);
  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Cluster cluster;
  private final SimNode node;
  private final World world;

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
    List<PeerStatus> answers = new ArrayList<>();
    Signal answered = new Signal(world);
    answers.add(node.status());
    long asked = world.nanos();
    for (SimNode other : cluster.others(node)) {
      cluster
          .network()
          .send(
              node,
              other,
              () -> {
                PeerStatus status = other.status();
                cluster
                    .network()
                    .send(
                        other,
                        node,
                        () -> {
                          node.clock().heard(status, asked);
                          answers.add(status);
                          answered.fire();
                        });
              });
    }
    long end = asked + Math.min(ROUND.toNanos(), deadline.remaining().toNanos());
    while (true) {
      OptionalLong confirmed = TermQuorum.confirmed(cluster.voters(), answers);
      if (confirmed.isPresent() || world.nanos() >= end) {
        return confirmed;
      }
      answered.await(end);
    }
  }
}
