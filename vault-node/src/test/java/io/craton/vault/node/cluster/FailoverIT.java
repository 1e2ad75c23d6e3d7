package io.craton.vault.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Clusters.class)
class FailoverIT {
  private static final int KILLS = 10;
  private static final int CLIENTS = 4;
  private static final Duration TAKE_OVER = Duration.ofMinutes(1);

  @Test
  void everyRequestGoesOnAndNothingAcknowledgedIsLostWhenLeadersAreKilled(ClusterHarness cluster)
      throws Exception {
    long seed = new Random().nextLong();
    Figures.record("fail-over: seed %d, %d clients", seed, CLIENTS);
    LoadProgress progress = new LoadProgress();
    AtomicBoolean stop = new AtomicBoolean();
    List<LoadWorker> workers = new ArrayList<>();
    for (int client = 0; client < CLIENTS; client++) {
      String folder = "/failover/%d-%d/".formatted(seed >>> 1, client);
      workers.add(new LoadWorker(cluster.client(), progress, stop, seed + client, folder));
    }
    long began = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<LoadWorker>> running = workers.stream().map(threads::submit).toList();
      try {
        long[] millis = new long[KILLS];
        for (int round = 0; round < KILLS; round++) {
          millis[round] = killLeader(cluster, progress, running);
        }
        Figures.record(
            "fail-over: kill -9 of the leader to the next write, ms: %s", Figures.spread(millis));
      } finally {
        stop.set(true);
      }
      for (Future<LoadWorker> worker : running) {
        worker.get(1, TimeUnit.MINUTES).checkAll();
      }
    }
    Figures.record(
        "fail-over: %d calls acknowledged in %d s, none lost",
        progress.total(), Duration.ofNanos(System.nanoTime() - began).toSeconds());
    assertThat(progress.total()).isPositive();
  }

  /// Kills the leader, waits until every kind of request has succeeded on the other two, brings the
  /// node back.
  ///
  /// @return milliseconds from the kill to the first acknowledged write
  private static long killLeader(
      ClusterHarness cluster, LoadProgress progress, List<Future<LoadWorker>> workers)
      throws Exception {
    NodeProcess victim = cluster.node(cluster.leader());
    long killed = progress.mark();
    victim.kill();
    Await.until(
        "every kind of request succeeds without node" + victim.number(),
        TAKE_OVER,
        () -> {
          assertThat(workers).as("a client met a wrong answer").noneMatch(FailoverIT::failed);
          Set<RequestType> missing = progress.missingSince(killed);
          if (!missing.isEmpty()) {
            throw new IOException("no success yet of " + missing);
          }
          return true;
        });
    long millis = progress.firstWriteMillis(killed);
    victim.start();
    cluster.awaitReady();
    return millis;
  }

  private static boolean failed(Future<LoadWorker> worker) {
    if (worker.isDone() && worker.state() == Future.State.FAILED) {
      throw new AssertionError(worker.exceptionNow());
    }
    return false;
  }
}
