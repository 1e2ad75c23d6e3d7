package io.craton.vault.node.chaos.fault;

import io.craton.vault.node.chaos.fault.Fault.Group;
import io.craton.vault.node.chaos.fault.Fault.Injected;
import io.craton.vault.node.chaos.world.ChaosCluster;
import io.craton.vault.node.chaos.world.ChaosNode;
import io.craton.vault.node.chaos.world.FaultControl;
import io.craton.vault.node.cluster.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Disks, clocks and HSMs.
record MachineFaults(Targets targets, ChaosCluster cluster) {
  private static final int SLOW_SYNC_MILLIS = 10;
  private static final int STALLED_SYNC_MILLIS = 160;
  private static final int HSM_MILLIS = 60;
  private static final int HSM_ERROR_PERCENT = 30;
  private static final Duration LOADED = Duration.ofSeconds(30);
  private static final List<Duration> STEPS =
      List.of(
          Duration.ofSeconds(-3_600),
          Duration.ofSeconds(-30),
          Duration.ofMillis(-900),
          Duration.ofMillis(900),
          Duration.ofSeconds(30),
          Duration.ofSeconds(3_600),
          Duration.ofDays(400));

  /// A change of what is wrong with a node.
  private interface Change {
    void make(FaultControl control) throws IOException;
  }

  List<Fault> all() {
    List<Fault> faults = new ArrayList<>();
    if (cluster.hasLibraries()) {
      faults.add(new Simple("slow-disk", Group.DISK, true, r -> slowDisk(SLOW_SYNC_MILLIS, 4, r)));
      // A leader may stay, but none is elected: a vote is brought to the disk before it is given.
      faults.add(
          new Simple("stalled-disk", Group.DISK, false, r -> slowDisk(STALLED_SYNC_MILLIS, 3, r)));
      faults.add(new Simple("clock", Group.CLOCK, false, this::clock));
      faults.add(new Simple("hsm-slow", Group.HSM, true, this::slowHsm));
      faults.add(new Simple("hsm-hang", Group.HSM, false, this::hangingHsm));
      // A node does not start with it.
      faults.add(new Simple("hsm-errors", Group.HSM, false, this::failingHsm));
    }
    if (cluster.hasSmallDisks()) {
      faults.add(new Simple("full-disk", Group.DISK, false, this::fullDisk));
    }
    faults.add(new Simple("hsm-gone", Group.HSM, false, this::goneHsm));
    return faults;
  }

  /// @param listeners the libraries in a node's process that are loaded by the time that it is
  ///   ready: one for the clock and the disk, one for the HSM
  private static Injected changed(
      String what, int listeners, List<ChaosNode> nodes, Change broken, Change mended)
      throws IOException, InterruptedException {
    for (ChaosNode node : nodes) {
      Await.until(
          node.name() + " has loaded what makes its faults",
          LOADED,
          () -> !node.running() || node.listeners() >= listeners);
      broken.make(node.control());
    }
    return new Injected(
        what + " on " + Targets.names(nodes),
        () -> {
          for (ChaosNode node : nodes) {
            mended.make(node.control());
          }
        });
  }

  private Injected slowDisk(int leastMillis, int doublings, Random random)
      throws IOException, InterruptedException {
    Duration delay = Duration.ofMillis(leastMillis * (1L << random.nextInt(doublings)));
    return changed(
        "syncs %d ms late".formatted(delay.toMillis()),
        1,
        targets.some(random),
        control -> control.sync(delay),
        control -> control.sync(Duration.ZERO));
  }

  /// A minority: the time is what a majority's clocks say.
  private Injected clock(Random random) throws IOException, InterruptedException {
    Duration step = STEPS.get(random.nextInt(STEPS.size()));
    return changed(
        "clock %s%d ms".formatted(step.isNegative() ? "" : "+", step.toMillis()),
        1,
        List.of(targets.one(random)),
        control -> control.clock(step),
        control -> control.clock(Duration.ZERO));
  }

  private Injected slowHsm(Random random) throws IOException, InterruptedException {
    Duration delay = Duration.ofMillis(HSM_MILLIS * (1L << random.nextInt(4)));
    return changed(
        "calls of the HSM %d ms late".formatted(delay.toMillis()),
        2,
        targets.some(random),
        control -> control.hsm(delay),
        control -> control.hsm(Duration.ZERO));
  }

  private Injected hangingHsm(Random random) throws IOException, InterruptedException {
    return changed(
        "calls of the HSM hang",
        2,
        targets.some(random),
        control -> control.hsmHangs(true),
        control -> control.hsmHangs(false));
  }

  private Injected failingHsm(Random random) throws IOException, InterruptedException {
    return changed(
        HSM_ERROR_PERCENT + "% of the calls of the HSM end with an error",
        2,
        targets.some(random),
        control -> control.hsmErrors(HSM_ERROR_PERCENT),
        control -> control.hsmErrors(0));
  }

  private Injected fullDisk(Random random) throws IOException, InterruptedException {
    ChaosNode node = targets.one(random);
    node.fillDisk();
    return new Injected("no room on " + node.name(), node::emptyDisk);
  }

  /// The way to the token, not the token: a network HSM that cannot be reached.
  private Injected goneHsm(Random random) throws IOException, InterruptedException {
    List<ChaosNode> nodes = targets.some(random);
    Path there = cluster.token().directory();
    for (ChaosNode node : nodes) {
      Files.deleteIfExists(node.tokens());
    }
    return new Injected(
        "no HSM on " + Targets.names(nodes),
        () -> {
          for (ChaosNode node : nodes) {
            Files.createSymbolicLink(node.tokens(), there);
          }
        });
  }
}
