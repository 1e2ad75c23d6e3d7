package io.craton.vault.node.simulation;

import io.craton.vault.core.state.DueRow;
import io.craton.vault.core.state.RotationRow;
import io.craton.vault.core.state.StateView;
import io.craton.vault.node.simulation.Faults.Kind;
import io.craton.vault.node.simulation.HsmTrouble.Ending;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/// Makes things go wrong as a plan says. What begins here ends by itself, or with [Cluster#heal].
final class Troubles {
  private static final Duration LONGEST_CUT = Duration.ofMinutes(4);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(40);
  private static final Duration LONGEST_DOWN = Duration.ofSeconds(90);
  private static final Duration WIDEST_SKEW = Duration.ofDays(40);
  private static final Duration HEARD = Duration.ofSeconds(30);

  /// What strikes the leader when something is due, one time in three, and not at once: most is due
  /// in the hours without requests.
  private static final Set<What> AT_TIMERS =
      EnumSet.of(
          What.PARTITION,
          What.CUT_OFF,
          What.CUT_ONE_WAY,
          What.CRASH,
          What.CRASH_ALL,
          What.PAUSE,
          What.CAMPAIGN,
          What.TOKEN_GONE,
          What.HSM_HANGS,
          What.HSM_FAILS,
          What.HSM_UNTOLD,
          What.HSM_CRASHES);

  private static final int AMBUSHED = 3;
  private static final Duration POLL = Duration.ofMillis(1_100);

  private final Cluster cluster;
  private final World world;
  private long skews;
  private boolean over;

  Troubles(Cluster cluster) {
    this.cluster = cluster;
    this.world = cluster.world();
  }

  void act(Plan.Step step) {
    Random random = new Random(step.choice());
    if (AT_TIMERS.contains(step.what()) && random.nextInt(AMBUSHED) == 0) {
      long begins = Math.max(0, nextTimer() - world.nanos());
      world.schedule(
          world.forever(), begins + upTo(random, POLL), () -> strikeLeader(step.what(), random));
    } else {
      strike(step.what(), random, cluster.node(random.nextInt(cluster.nodes().size())));
    }
  }

  /// When something is due next.
  private long nextTimer() {
    StateView state = cluster.auditor().state();
    return Stream.concat(
            state.nextDue().map(DueRow::at).stream(),
            state.nextRotation().map(RotationRow::at).stream())
        .min(Instant::compareTo)
        .map(at -> Duration.between(World.START, at).toNanos())
        .orElse(world.nanos());
  }

  /// In the middle of what the leader does because it is due.
  private void strikeLeader(What what, Random random) {
    if (over) {
      return;
    }
    SimNode leader =
        cluster.nodes().stream()
            .filter(node -> node.isUp() && node.raft().leads())
            .findFirst()
            .orElse(cluster.node(0));
    switch (what) {
      case PAUSE -> leader.hsm().trouble().ambush(Ending.STANDSTILL, 1);
      case CRASH -> leader.hsm().trouble().ambush(Ending.CRASH, 1);
      default -> strike(what, random, leader);
    }
  }

  private void strike(What what, Random random, SimNode node) {
    world.note("trouble: %s at %s", what, node);
    HsmTrouble hsm = node.hsm().trouble();
    switch (what) {
      case PARTITION -> partition(random);
      case CUT_OFF -> cutOff(random, node);
      case CUT_ONE_WAY -> cutOneWay(random, node);
      case HEAL_NETWORK -> healNetwork();
      case LOSE_MESSAGES -> {
        cluster.network().lose(random.nextDouble() / 3);
        world.schedule(world.forever(), upTo(random, LONGEST_CUT), () -> cluster.network().lose(0));
      }
      case DELAY_MESSAGES -> {
        cluster.network().slowDown(Duration.ofNanos(upTo(random, Duration.ofSeconds(1))));
        world.schedule(
            world.forever(),
            upTo(random, LONGEST_CUT),
            () -> cluster.network().slowDown(Duration.ZERO));
      }
      case CRASH -> crash(random, node, node::crashAndReturn);
      case CRASH_ALL -> {
        cluster.faults().met(Kind.CRASH_OF_ALL);
        crash(random, node, () -> cluster.nodes().forEach(SimNode::crashAndReturn));
      }
      case PAUSE -> node.standStill(Duration.ofNanos(upTo(random, LONGEST_PAUSE)));
      case CAMPAIGN -> {
        if (node.isUp()) {
          node.raft().campaign();
        }
      }
      case SLOW_APPLY -> {
        cluster.faults().met(Kind.SLOW_APPLY);
        node.slowApply(Duration.ofNanos(upTo(random, Duration.ofSeconds(2))));
        world.schedule(
            world.forever(), upTo(random, LONGEST_CUT), () -> node.slowApply(Duration.ZERO));
      }
      case SLOW_DISK -> {
        cluster.faults().met(Kind.SLOW_DISK);
        node.slowSync(Duration.ofNanos(upTo(random, Duration.ofSeconds(1))));
        world.schedule(
            world.forever(), upTo(random, LONGEST_CUT), () -> node.slowSync(Duration.ZERO));
      }
      case CLOCK_AHEAD -> skew(node, random, 1);
      case CLOCK_BEHIND -> skew(node, random, -1);
      case TOKEN_GONE -> cluster.tokenGoneFor(Duration.ofNanos(upTo(random, LONGEST_DOWN)));
      case LOGGED_OUT -> hsm.downFor(Duration.ofMillis(50), Kind.HSM_LOGGED_OUT);
      case SESSION_LOST -> hsm.downFor(Duration.ofMillis(20), Kind.HSM_SESSION_LOST);
      case LIBRARY_DOWN ->
          hsm.downFor(Duration.ofNanos(upTo(random, LONGEST_DOWN)), Kind.HSM_LIBRARY_DOWN);
      case KEYS_INVISIBLE -> hsm.goBlind();
      case COLLISIONS -> hsm.collideNext(1 + random.nextInt(4));
      case HSM_HANGS -> hsm.ambush(Ending.HUNG, 1 + random.nextInt(2));
      case HSM_SLOW -> hsm.slowFor(Duration.ofNanos(upTo(random, LONGEST_DOWN)));
      case HSM_FAILS -> hsm.ambush(Ending.FAILED, 1 + random.nextInt(4));
      case HSM_UNTOLD -> hsm.ambush(Ending.DONE_UNTOLD, 1 + random.nextInt(2));
      case HSM_OVERLOADED -> hsm.ambush(Ending.OVERLOADED, 1 + random.nextInt(4));
      case WRONG_PIN -> {
        hsm.refusePin();
        // Until somebody has seen to it.
        world.schedule(world.forever(), upTo(random, LONGEST_CUT), node::crashAndReturn);
      }
      case HSM_CRASHES -> hsm.ambush(Ending.CRASH, 1);
      default -> throw new IllegalArgumentException("nothing that goes wrong: " + what);
    }
  }

  /// At once, or while the node has an entry that its disk does not have.
  private void crash(Random random, SimNode node, Runnable crash) {
    if (random.nextBoolean()) {
      crash.run();
    } else {
      node.raft()
          .atNextAppend(() -> {
            if (!over) {
              crash.run();
            }
          });
    }
  }

  private static long upTo(Random random, Duration most) {
    return random.nextLong(most.toNanos());
  }

  // ---- The network

  private void partition(Random random) {
    cluster.faults().met(Kind.PARTITION);
    boolean[] side = new boolean[cluster.nodes().size()];
    for (int i = 0; i < side.length; i++) {
      side[i] = random.nextBoolean();
    }
    for (int from = 0; from < side.length; from++) {
      for (int to = 0; to < side.length; to++) {
        if (side[from] != side[to]) {
          cluster.network().cut(from, to);
        }
      }
    }
    healLater(random);
  }

  private void cutOff(Random random, SimNode node) {
    cluster.faults().met(Kind.NODE_CUT_OFF);
    for (SimNode other : cluster.others(node)) {
      cluster.network().cut(node.index(), other.index());
      cluster.network().cut(other.index(), node.index());
    }
    healLater(random);
  }

  private void cutOneWay(Random random, SimNode node) {
    cluster.faults().met(Kind.ONE_WAY_CUT);
    boolean in = random.nextBoolean();
    for (SimNode other : cluster.others(node)) {
      cluster.network().cut(in ? other.index() : node.index(), in ? node.index() : other.index());
    }
    healLater(random);
  }

  private void healLater(Random random) {
    cluster.doubtLeadership();
    world.schedule(world.forever(), upTo(random, LONGEST_CUT), this::healNetwork);
  }

  private void healNetwork() {
    cluster.network().heal();
    cluster.hurry();
  }

  // ---- Clocks

  /// One clock is wrong at a time, so that a majority's are right, whatever the size. What nodes
  /// have heard of a wrong one counts for a while longer than that one is wrong.
  private void skew(SimNode node, Random random, int direction) {
    Duration off = Duration.ofNanos(direction * upTo(random, WIDEST_SKEW));
    cluster.nodes().forEach(each -> each.skew(Duration.ofMillis(random.nextInt(-200, 201))));
    long number = ++skews;
    world.schedule(
        world.forever(),
        HEARD.toNanos(),
        () -> {
          if (number == skews) {
            cluster.faults().met(direction > 0 ? Kind.CLOCK_AHEAD : Kind.CLOCK_BEHIND);
            world.note("the clock of %s is off by %s", node, off);
            node.skew(off);
          }
        });
  }

  /// From now on nothing goes wrong that does not yet.
  void end() {
    over = true;
    skews++;
  }
}
