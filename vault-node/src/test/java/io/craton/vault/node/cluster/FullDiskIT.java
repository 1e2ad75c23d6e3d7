package io.craton.vault.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// One of three nodes has a small disk, which fills up under load while that node leads: first so
/// far that it must not take writes, then to the last byte, slowly and at once, and once while the
/// node is down.
class FullDiskIT {
  private static final int SMALL = 2;
  private static final int MEGABYTES = 256;
  private static final long MB = 1 << 20;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration WHILE_FULL = Duration.ofSeconds(2);
  private static final int CLIENTS = 3;

  private static final Map<String, String> SETTINGS =
      Map.of("disk.low", "96MB", "disk.stop", "48MB", "disk.reserve", "16MB");

  @Test
  void aDiskThatFillsUpStopsItsNodeAndNothingElse() throws Exception {
    SmallDisk[] disk = new SmallDisk[1];
    ClusterHarness.Preparation preparation =
        (number, data) -> {
          if (number == SMALL) {
            disk[0] = SmallDisk.mount(data, MEGABYTES);
          }
        };
    try (ClusterHarness cluster = ClusterHarness.start(SETTINGS, preparation)) {
      try {
        new Story(cluster, disk[0]).tell();
      } catch (Exception | AssertionError e) {
        e.addSuppressed(new AssertionError(cluster.logTails()));
        throw e;
      } finally {
        disk[0].close();
      }
    }
  }

  private record Story(
      ClusterHarness cluster, SmallDisk disk, Map<String, String> stored, AtomicBoolean stop) {
    Story(ClusterHarness cluster, SmallDisk disk) {
      this(cluster, disk, new ConcurrentHashMap<>(), new AtomicBoolean());
    }

    void tell() throws Exception {
      letTheSmallOneLead();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<Integer>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
          clients.add(threads.submit(new Writer(cluster.client(), stored, stop, i)));
        }
        try {
          low();
          long slow = full("slowly", false);
          long atOnce = full("at once", true);
          long down = fullWhileDown();
          Figures.record(
              "full disk: from room to ready %d, %d and %d ms; %d writes acknowledged meanwhile",
              slow, atOnce, down, stored.size());
        } finally {
          stop.set(true);
        }
        for (Future<Integer> client : clients) {
          assertThat(client.get()).as("writes of a client").isPositive();
        }
      }
      for (Map.Entry<String, String> entry : stored.entrySet()) {
        assertThat(value(cluster.client().at(SMALL), entry.getKey())).isEqualTo(entry.getValue());
      }
      var _ = Digests.awaitEqual(cluster, Duration.ofMinutes(2));
    }

    /// Leadership is handed to who is there: the third one sleeps for that time.
    private void letTheSmallOneLead() throws Exception {
      int leader = cluster.leader();
      if (leader == SMALL) {
        return;
      }
      int third = cluster.others(leader).stream().filter(n -> n != SMALL).findFirst().orElseThrow();
      cluster.node(third).pause();
      try {
        Await.until(
            "the node with the small disk leads",
            LIMIT,
            () -> {
              int now = cluster.leader();
              if (now != SMALL) {
                var _ =
                    cluster.admin(now).post("/admin/v1/cluster/leader", "{}", cluster.rootToken());
              }
              return cluster.admin(SMALL).healthy("leader");
            });
      } finally {
        cluster.node(third).resume();
      }
      cluster.awaitReady();
    }

    private void low() throws Exception {
      awaitMoreWrites();
      disk.fillTo(72 * MB);
      awaitNotReady();
      int leader = cluster.leaderOtherThan(SMALL);
      assertThat(leader).as("one with room leads").isNotEqualTo(SMALL);
      ApiClient here = cluster.client().at(SMALL);
      ApiAnswer refused = here.once("secret/store", "{'type':'secret','secret':'x'}");
      assertThat(refused.http()).as(refused.toString()).isEqualTo(503);
      assertThat(refused.retryAfter()).isPresent();
      String known = stored.keySet().iterator().next();
      assertThat(value(here, known)).as("it still reads").isEqualTo(stored.get(known));
      assertThat(cluster.client().health(SMALL)).contains("\"disk\"").doesNotContain("MB");
      awaitMoreWrites();
      disk.empty();
      cluster.awaitReady(SMALL);
    }

    /// @return milliseconds from when there is room until it is ready
    private long full(String how, boolean atOnce) throws Exception {
      long pid = cluster.node(SMALL).pid();
      if (!atOnce) {
        disk.fillTo(90 * MB);
        awaitNotReady();
        disk.fillTo(60 * MB);
      }
      disk.fill();
      awaitNotReady();
      long end = System.nanoTime() + WHILE_FULL.toNanos();
      while (System.nanoTime() < end) {
        awaitMoreWrites();
        disk.fill();
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      }
      awaitReason(how);
      long freed = System.nanoTime();
      disk.empty();
      cluster.awaitReady(SMALL);
      assertThat(cluster.node(SMALL).pid()).as("the process lives on").isEqualTo(pid);
      return Duration.ofNanos(System.nanoTime() - freed).toMillis();
    }

    private long fullWhileDown() throws Exception {
      cluster.node(SMALL).kill();
      disk.fill();
      cluster.node(SMALL).start();
      awaitReason("while it was down");
      awaitMoreWrites();
      assertThat(cluster.node(SMALL).running()).isTrue();
      long freed = System.nanoTime();
      disk.empty();
      cluster.awaitReady(SMALL);
      return Duration.ofNanos(System.nanoTime() - freed).toMillis();
    }

    private void awaitNotReady() throws InterruptedException {
      Await.until(
          "the node is not ready",
          LIMIT,
          () -> {
            assertThat(cluster.node(SMALL).running()).as("it waits and does not end").isTrue();
            return !cluster.admin(SMALL).healthy("ready");
          });
    }

    /// While it stops and starts in the same process it says nothing for a moment.
    private void awaitReason(String how) throws InterruptedException {
      Await.until(
          "the node says that its disk is full: " + how,
          LIMIT,
          () -> reasons().stream().anyMatch(reason -> reason.startsWith("disk: ")));
    }

    private void awaitMoreWrites() throws InterruptedException {
      int before = stored.size();
      Await.until("the cluster takes writes", LIMIT, () -> stored.size() > before);
    }

    private List<String> reasons() throws IOException, InterruptedException {
      List<String> reasons = new ArrayList<>();
      JsonNode ready = cluster.admin(SMALL).health("ready");
      ready.path("reasons").forEach(reason -> reasons.add(reason.asText()));
      return reasons;
    }
  }

  private static String value(ApiClient client, String id)
      throws IOException, InterruptedException {
    return client
        .call("get", "{'id':'%s'}", id)
        .orFail()
        .path("item_versions")
        .path(0)
        .path("secret")
        .asText();
  }

  /// Stores one secret after the other, through all nodes in turn, and notes what is acknowledged.
  private record Writer(
      ApiClient client, Map<String, String> stored, AtomicBoolean stop, int number)
      implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
      int count = 0;
      while (!stop.get()) {
        String value = "value-" + number + "-" + count++;
        String body = "{'type':'secret','secret':'%s'}";
        String id = client.call("secret/store", body, value).orFail().path("id").asText();
        stored.put(id, value);
      }
      return count;
    }
  }
}
