package io.craton.vault.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Clusters.class)
class RejoinIT {
  private static final int WRITES = 5_000;
  private static final int CLIENTS = 16;
  private static final Duration CATCH_UP = Duration.ofMinutes(2);

  /// The shared cluster takes a snapshot every 500 entries, so what the node missed is no longer in
  /// the others' logs: it needs a snapshot.
  @Test
  void aNodeThatMissedFiveThousandWritesCatchesUpByItself(ClusterHarness cluster) throws Exception {
    NodeProcess away = cluster.node(cluster.others(cluster.leader()).getFirst());
    away.kill();
    long began = System.nanoTime();
    write(cluster.client());
    double seconds = (System.nanoTime() - began) / 1e9;
    Figures.record(
        "%d writes by %d clients, one node down: %.0f/s", WRITES, CLIENTS, WRITES / seconds);

    long restarted = System.nanoTime();
    away.start();
    cluster.awaitReady(away.number());
    Digests.Digest digest = Digests.awaitEqual(cluster, CATCH_UP);
    Figures.record(
        "rejoin after %d writes: equal digests at index %d, %.1f s after the start",
        WRITES, digest.index(), (System.nanoTime() - restarted) / 1e9);
    assertThat(digest.index()).isGreaterThan(WRITES);
  }

  @Test
  void aNodeWhoseDiskWasDeletedComesBackByItself(ClusterHarness cluster) throws Exception {
    NodeProcess lost = cluster.node(cluster.others(cluster.leader()).getLast());
    lost.kill();
    lost.wipe();
    long restarted = System.nanoTime();
    lost.start();
    cluster.awaitReady(lost.number());
    Digests.Digest digest = Digests.awaitEqual(cluster, CATCH_UP);
    Figures.record(
        "rejoin with an empty disk: equal digests at index %d, %.1f s after the start",
        digest.index(), (System.nanoTime() - restarted) / 1e9);
    assertThat(rootFiles(lost.data())).as("what the node has on its disk again").isNotEmpty();

    NodeProcess other = cluster.node(cluster.others(lost.number()).getFirst());
    other.kill();
    cluster
        .client()
        .call(
            "secret/store", "{'type':'secret','secret':'with the vote of the node that came back'}")
        .orFail();
    other.start();
    cluster.awaitReady();
  }

  private static void write(ApiClient client) throws Exception {
    AtomicInteger left = new AtomicInteger(WRITES);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int writer = 0; writer < CLIENTS; writer++) {
        running.add(
            threads.submit(() -> {
              while (left.getAndDecrement() > 0) {
                client
                    .call("secret/store", "{'type':'secret','folder':'/rejoin/','secret':'s'}")
                    .orFail();
              }
              return null;
            }));
      }
      for (Future<?> writer : running) {
        Object ignored = writer.get(3, TimeUnit.MINUTES);
        assertThat(ignored).isNull();
      }
    }
  }

  private static Set<Path> rootFiles(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.collect(Collectors.toSet());
    }
  }
}
