package io.craton.vault.node.simulation;

import java.time.Duration;

/// Between nodes: messages come late, in any order, not at all, or twice.
final class Network {
  private static final Duration FASTEST = Duration.ofNanos(200_000);
  private static final Duration USUAL = Duration.ofMillis(3);

  private final World world;
  private final Faults faults;
  private final boolean[][] cut;
  private double lossy;
  private Duration slowness = Duration.ZERO;

  Network(World world, Faults faults, int nodes) {
    this.world = world;
    this.faults = faults;
    this.cut = new boolean[nodes][nodes];
  }

  /// Delivers once, perhaps: to whatever life the receiver has then.
  void send(SimNode from, SimNode to, Runnable delivery) {
    if (from == to) {
      world.schedule(from.life(), 0, delivery);
      return;
    }
    if (!reaches(from, to)) {
      return;
    }
    if (world.chance(lossy)) {
      faults.met(Faults.Kind.MESSAGE_DROPPED);
      return;
    }
    deliver(from, to, delivery);
    if (world.chance(lossy / 2)) {
      faults.met(Faults.Kind.MESSAGE_DUPLICATED);
      deliver(from, to, delivery);
    }
  }

  private void deliver(SimNode from, SimNode to, Runnable delivery) {
    long delay = world.between(FASTEST, USUAL);
    if (!slowness.isZero()) {
      faults.met(Faults.Kind.MESSAGE_DELAYED);
      delay += world.between(Duration.ZERO, slowness);
    }
    world.schedule(
        world.forever(),
        delay,
        () -> {
          if (reaches(from, to)) {
            to.life().run(delivery);
          }
        });
  }

  boolean reaches(SimNode from, SimNode to) {
    return !cut[from.index()][to.index()];
  }

  /// From now on nothing gets from one to the other.
  void cut(int from, int to) {
    cut[from][to] = true;
  }

  /// From now on every message has this chance to be lost, and half of it to come twice.
  void lose(double probability) {
    lossy = probability;
  }

  /// From now on messages take up to that much longer.
  void slowDown(Duration most) {
    slowness = most;
  }

  /// All is well.
  void heal() {
    for (boolean[] row : cut) {
      java.util.Arrays.fill(row, false);
    }
    lossy = 0;
    slowness = Duration.ZERO;
  }
}
