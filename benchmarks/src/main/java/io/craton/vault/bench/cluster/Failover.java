package io.craton.vault.bench.cluster;

import io.craton.vault.bench.load.Loop;
import io.craton.vault.bench.load.Plan;
import io.craton.vault.bench.load.Workload;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.HdrHistogram.Histogram;

/// Question: how long is no write acknowledged when the leader is killed?
///
/// Writes go to all nodes at a fixed rate, over more connections than are under way in a second, so
/// that those which wait for a leader hold up no others. The time is from the kill to the first
/// acknowledgement of a write that started after it. Not measured: reads, and a cluster that is
/// busy.
final class Failover {
  private static final int CONNECTIONS = 192;
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final Duration TAKE_OVER = Duration.ofMinutes(1);
  private static final Duration STOP = Duration.ofMinutes(1);
  private static final int DIGITS = 3;

  private final Victims cluster;
  private final Kills kills;
  private final FirstWrite writes = new FirstWrite();

  private Failover(Victims cluster, Kills kills) {
    this.cluster = cluster;
    this.kills = kills;
  }

  /// What is done to the cluster.
  ///
  /// @param times how often the leader is killed
  /// @param rest how long all nodes were ready before each kill, at least
  /// @param rate writes a second
  record Kills(int times, Duration rest, double rate) {}

  /// Kills the leader, and prints a table.
  ///
  /// @param workload writes, to all nodes
  static Histogram measure(
      Victims cluster, Workload workload, SSLContext tls, Kills kills, PrintStream out)
      throws IOException, InterruptedException {
    Failover failover = new Failover(cluster, kills);
    Plan plan = Plan.open(kills.rate(), CONNECTIONS, Duration.ZERO, LONGEST);
    try (Loop loop = new Loop(plan, workload, tls)) {
      FutureTask<Void> running =
          new FutureTask<>(() -> {
            loop.run(failover.writes);
            return null;
          });
      Thread.ofPlatform().daemon().name("writes").start(running);
      try {
        Histogram nanos = failover.kill(out);
        out.println(table(nanos, kills.times()));
        return nanos;
      } finally {
        loop.stop();
        end(running);
      }
    }
  }

  private static void end(FutureTask<Void> running) throws IOException, InterruptedException {
    try {
      running.get(STOP.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the writes failed", e);
    }
  }

  private Histogram kill(PrintStream out) throws IOException, InterruptedException {
    Histogram nanos = new Histogram(TAKE_OVER.toNanos(), DIGITS);
    for (int round = 1; round <= kills.times(); round++) {
      writes.await(System.nanoTime() + kills.rest().toNanos(), kills.rest().plus(TAKE_OVER));
      Victims.Kill kill = cluster.killLeader();
      long acknowledged = writes.await(kill.after(), TAKE_OVER);
      long took = acknowledged - kill.before();
      nanos.recordValue(Math.min(took, nanos.getHighestTrackableValue()));
      out.println(
          "  kill " + round + ": " + Duration.ofNanos(took).toMillis() + " ms to the next write");
      cluster.restore();
    }
    return nanos;
  }

  private static String table(Histogram nanos, int kills) {
    return String.format(
            Locale.ROOT,
            "%n  %-28s  %8s  %8s  %8s  %8s  %8s%n",
            "scenario",
            "load",
            "p50 ms",
            "p90 ms",
            "p99 ms",
            "max ms")
        + String.format(
            Locale.ROOT,
            "  %-28s  %8s  %8.0f  %8.0f  %8.0f  %8.0f",
            "kill -9 to the next write",
            kills + " kills",
            nanos.getValueAtPercentile(50) / 1e6,
            nanos.getValueAtPercentile(90) / 1e6,
            nanos.getValueAtPercentile(99) / 1e6,
            nanos.getMaxValue() / 1e6);
  }
}
