package io.craton.vault.node.chaos;

import io.craton.vault.node.chaos.fault.Catalogue;
import io.craton.vault.node.chaos.fault.Fault;
import io.craton.vault.node.chaos.fault.Fault.Injected;
import io.craton.vault.node.chaos.load.Kind;
import io.craton.vault.node.chaos.load.Outcome;
import io.craton.vault.node.chaos.load.Recorder;
import io.craton.vault.node.chaos.load.Recorder.Ended;
import io.craton.vault.node.chaos.load.Workload;
import io.craton.vault.node.chaos.report.Window;
import io.craton.vault.node.chaos.world.ChaosCluster;
import io.craton.vault.node.chaos.world.Supervisor;
import io.craton.vault.node.cluster.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// Breaks the cluster and mends it, again and again, and sees that it comes back each time.
final class Conductor {
  /// From mending to every node being ready and having answered every kind of call below.
  private static final Duration RECOVERY = Duration.ofSeconds(60);

  private static final Duration SHORTEST = Duration.ofSeconds(2);
  private static final int LONGER_MILLIS = 10_000;
  private static final Duration QUIET = Duration.ofSeconds(2);

  /// Frequent enough to be met on each node within moments.
  private static final Set<Kind> EXPECTED =
      EnumSet.of(Kind.GET, Kind.ROTATE, Kind.SIGN, Kind.USE_TOKEN, Kind.LIST);

  private final ChaosCluster cluster;
  private final Recorder recorder;
  private final Catalogue catalogue;
  private final Supervisor supervisor;
  private final Random random;
  private final List<Window> windows = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();

  Conductor(
      ChaosCluster cluster,
      Recorder recorder,
      Catalogue catalogue,
      Supervisor supervisor,
      Random random) {
    this.cluster = cluster;
    this.recorder = recorder;
    this.catalogue = catalogue;
    this.supervisor = supervisor;
    this.random = random;
  }

  List<Window> windows() {
    return List.copyOf(windows);
  }

  /// What did not come back in time, for people.
  List<String> violations() {
    return List.copyOf(violations);
  }

  /// Goes on for that time, and ends early when the cluster does not come back.
  void run(Duration length) throws IOException, InterruptedException {
    LockSupport.parkNanos(Workload.RISE.plus(QUIET).toNanos());
    long end = recorder.now() + length.toNanos();
    while (recorder.now() < end && violations.isEmpty()) {
      supervisor.broken(true);
      window(catalogue.next());
      supervisor.broken(false);
      LockSupport.parkNanos(QUIET.toNanos());
    }
  }

  private void window(List<Fault> faults) throws IOException, InterruptedException {
    long began = recorder.now();
    List<String> kinds = faults.stream().map(Fault::kind).toList();
    String name = String.join("+", kinds);
    Deque<Injected> injected = new ArrayDeque<>();
    try {
      boolean lasting = false;
      for (Fault fault : faults) {
        Injected one = fault.inject(random);
        injected.push(one);
        lasting |= fault.group() != Fault.Group.PROCEDURE;
        recorder.remark("injected " + fault.kind() + ": " + one.what());
      }
      if (lasting && faults.getLast().group() != Fault.Group.PROCEDURE) {
        LockSupport.parkNanos(SHORTEST.plusMillis(random.nextInt(LONGER_MILLIS)).toNanos());
      }
    } catch (IOException | AssertionError | RuntimeException e) {
      violations.add("during " + name + ": " + e);
      recorder.remark("failed: " + name + ": " + e);
    }
    String what = String.join("; ", injected.reversed().stream().map(Injected::what).toList());
    while (!injected.isEmpty()) {
      injected.pop().mending().mend();
    }
    long mended = recorder.now();
    recorder.remark("mended " + name);
    awaitRecovery(name, mended);
    windows.add(new Window(kinds, what, began, mended, recorder.now(), cluster.members()));
    say(name, what, began, mended);
  }

  private void awaitRecovery(String name, long mended) throws InterruptedException {
    try {
      cluster.awaitReady(RECOVERY);
      Duration rest = RECOVERY.minusNanos(recorder.now() - mended);
      Await.until(
          "every node has answered calls of every kind",
          rest,
          () -> {
            String missing = missing(mended);
            if (!missing.isEmpty()) {
              throw new IOException("not yet: " + missing);
            }
            return true;
          });
    } catch (AssertionError e) {
      violations.add("after " + name + ": " + e + ", " + e.getCause());
    }
  }

  /// The first thing that no node has answered since then, for people.
  private String missing(long since) {
    List<Ended> ended = recorder.endedSince(since);
    for (int node : cluster.members()) {
      Set<Kind> left = EnumSet.copyOf(EXPECTED);
      for (Ended call : ended) {
        if (call.node() == node && call.began() >= since && call.outcome() == Outcome.OK) {
          left.remove(call.kind());
        }
      }
      if (!left.isEmpty()) {
        return left + " on node" + node;
      }
    }
    return "";
  }

  @SuppressWarnings("SystemOut") // Whoever runs it wants to see how far it is.
  private void say(String name, String what, long began, long mended) {
    System.out.printf(
        "%5d s  %-28s %5.1f s broken, %5.1f s to recover  %s%n",
        Duration.ofNanos(began).toSeconds(),
        name,
        (mended - began) / 1e9,
        (recorder.now() - mended) / 1e9,
        what);
  }
}
