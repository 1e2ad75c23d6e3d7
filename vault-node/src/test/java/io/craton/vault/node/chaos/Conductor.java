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
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// Breaks the cluster and mends it, again and again, and sees that it comes back each time.
final class Conductor {
  /// From mending to every node being ready and having answered every kind of call below. All nodes
  /// and clients share the processors, two at the least, and a node that starts wants one of them
  /// for ten seconds: the figures say what it took.
  private static final Duration RECOVERY = Duration.ofMinutes(2);

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
  private boolean lost;

  /// What is done after each window.
  interface Pause {
    void after(List<Window> soFar) throws IOException;
  }

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

  /// What could not be injected or mended, or did not come back in time, for people.
  List<String> violations() {
    return List.copyOf(violations);
  }

  /// Goes on for that time, and ends early when the cluster does not come back.
  void run(Duration length, Pause pause) throws IOException, InterruptedException {
    LockSupport.parkNanos(Workload.RISE.plus(QUIET).toNanos());
    long end = recorder.now() + length.toNanos();
    while (recorder.now() < end && !lost) {
      supervisor.broken(true);
      window(catalogue.next());
      supervisor.broken(false);
      pause.after(windows());
      LockSupport.parkNanos(QUIET.toNanos());
    }
  }

  private void window(List<Fault> faults) throws IOException, InterruptedException {
    long began = recorder.now();
    List<Injected> injected = new ArrayList<>();
    List<String> kinds = new ArrayList<>();
    boolean whole = true;
    for (Fault fault : faults) {
      whole = whole && inject(fault, injected);
      if (whole) {
        kinds.add(fault.kind());
      }
    }
    if (whole && faults.getLast().group() != Fault.Group.PROCEDURE) {
      LockSupport.parkNanos(SHORTEST.plusMillis(random.nextInt(LONGER_MILLIS)).toNanos());
    }
    String what = String.join("; ", injected.stream().map(Injected::what).toList());
    for (int i = 0; i < injected.size(); i++) {
      if (i > 0) {
        // Processes come first: they find the rest as it is when they come back.
        LockSupport.parkNanos(SHORTEST.toNanos());
      }
      whole &= mend(injected.get(i));
    }
    if (!whole) {
      cluster.bringBack();
    }
    String name = String.join("+", faults.stream().map(Fault::kind).toList());
    long mended = recorder.now();
    recorder.remark("mended " + name);
    awaitRecovery(name, mended);
    windows.add(new Window(kinds, what, began, mended, recorder.now(), cluster.members()));
    say(name, what, began, mended);
  }

  private boolean inject(Fault fault, List<Injected> injected) throws InterruptedException {
    try {
      Injected one = fault.inject(random);
      injected.add(one);
      recorder.remark("injected " + fault.kind() + ": " + one.what());
      return true;
    } catch (IOException | AssertionError | RuntimeException e) {
      boolean procedure = fault.group() == Fault.Group.PROCEDURE;
      violation(fault.kind() + (procedure ? " did not succeed: " : " was not injected: "), e);
      return false;
    }
  }

  private boolean mend(Injected injected) throws InterruptedException {
    try {
      injected.mending().mend();
      return true;
    } catch (IOException | AssertionError | RuntimeException e) {
      violation("not mended: " + injected.what() + ": ", e);
      return false;
    }
  }

  private void violation(String what, Throwable reason) {
    String text = what + reason + (reason.getCause() == null ? "" : ", " + reason.getCause());
    violations.add(text);
    recorder.remark("violation: " + text);
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
      violation("after " + name + ": ", e);
      lost = true;
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
        "%5d s  %-28s %5.1f s broken, %5.1f s to recover  %s; load %.1f; %d wrong answers%n",
        Duration.ofNanos(began).toSeconds(),
        name,
        (mended - began) / 1e9,
        (recorder.now() - mended) / 1e9,
        what,
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        recorder.wrong().size());
  }
}
