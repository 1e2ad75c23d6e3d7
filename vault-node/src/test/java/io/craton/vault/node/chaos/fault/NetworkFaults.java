package io.craton.vault.node.chaos.fault;

import io.craton.vault.node.chaos.fault.Fault.Group;
import io.craton.vault.node.chaos.fault.Fault.Injected;
import io.craton.vault.node.chaos.world.ChaosNode;
import io.craton.vault.node.chaos.world.Network;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Links between nodes that are cut, one way or both, and links that are bad. Clients reach every
/// node all the time, so that they see what the cut off say.
record NetworkFaults(Targets targets, Network network) {
  /// Votes are answered in time.
  private static final int LATE_MILLIS = 15;

  /// A leader may stay, but few are elected.
  private static final int TOO_LATE_MILLIS = 120;

  private static final int LOSS_PERCENT = 12;

  List<Fault> all() {
    return List.of(
        new Simple("partition-half", Group.LINK, false, this::half),
        new Simple("partition-ring", Group.LINK, false, this::ring),
        new Simple("partition-oneway", Group.LINK, false, this::oneWay),
        new Simple("delay", Group.QUALITY, true, random -> delay(LATE_MILLIS, 4, random)),
        new Simple("long-delay", Group.QUALITY, false, random -> delay(TOO_LATE_MILLIS, 2, random)),
        new Simple("loss", Group.QUALITY, true, this::loss));
  }

  /// A minority, with the leader every second time, and the rest.
  private Injected half(Random random) throws InterruptedException {
    ChaosNode first = targets.one(random);
    List<ChaosNode> others =
        targets.shuffled(random).stream().filter(node -> !node.equals(first)).toList();
    List<ChaosNode> minority = new ArrayList<>(List.of(first));
    minority.addAll(others.subList(0, Math.max(0, others.size() / 2 - 1)));
    for (ChaosNode in : minority) {
      for (ChaosNode out : others) {
        if (!minority.contains(out)) {
          network.block(in.number(), out.number());
          network.block(out.number(), in.number());
        }
      }
    }
    return new Injected(Targets.names(minority) + " cut off", network::unblock);
  }

  /// Each node hears a majority, and no two hear the same one.
  private Injected ring(Random random) {
    List<ChaosNode> nodes = targets.shuffled(random);
    int size = nodes.size();
    int reach = (size / 2 + 1) / 2;
    for (int i = 0; i < size; i++) {
      for (int j = i + 1; j < size; j++) {
        int apart = Math.min(j - i, size - (j - i));
        boolean endsOfThree = size == 3 && j - i == 2;
        if (apart > reach || endsOfThree) {
          network.block(nodes.get(i).number(), nodes.get(j).number());
          network.block(nodes.get(j).number(), nodes.get(i).number());
        }
      }
    }
    return new Injected("ring of " + Targets.names(nodes), network::unblock);
  }

  /// One node sends and is not heard, or hears and cannot send.
  private Injected oneWay(Random random) throws InterruptedException {
    ChaosNode node = targets.one(random);
    boolean mute = random.nextBoolean();
    for (ChaosNode other : targets.shuffled(random)) {
      if (!other.equals(node)) {
        if (mute) {
          network.block(node.number(), other.number());
        } else {
          network.block(other.number(), node.number());
        }
      }
    }
    return new Injected(node.name() + (mute ? " is not heard" : " is deaf"), network::unblock);
  }

  /// By so many milliseconds times 1 to `most`, up to twice as many.
  private Injected delay(int millis, int most, Random random) throws IOException {
    int late = millis * (1 + random.nextInt(most));
    network.disturb(Duration.ofMillis(late), Duration.ofMillis(late), 0);
    return new Injected("packets %d to %d ms late".formatted(late, 2 * late), network::calm);
  }

  private Injected loss(Random random) throws IOException {
    int percent = 2 + random.nextInt(LOSS_PERCENT);
    network.disturb(Duration.ZERO, Duration.ofMillis(3), percent);
    return new Injected(percent + "% of packets lost", network::calm);
  }
}
