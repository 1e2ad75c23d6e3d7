package io.craton.vault.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// HAProxy with the shipped configuration in front of three nodes, under load, while nodes die and
/// are stopped.
@ExtendWith(Clusters.class)
class HaproxyIT {
  private static final int CLIENTS = 6;
  private static final int VICTIMS = Integer.getInteger("haproxy.victims", 1);
  private static final Duration REST = Duration.ofMillis(50);
  private static final Duration LIMIT = Duration.ofMinutes(3);

  /// Connections of one address, where they are tried out.
  private static final int OF_ONE = 4;

  private static final int MOMENT_MILLIS = 500;

  /// A balancer has noticed by then, and leadership has moved.
  private static final int CALLS_AFTERWARDS = 300;

  private final Queue<ApiClient.Attempt> attempts = new ConcurrentLinkedQueue<>();
  private final LoadProgress progress = new LoadProgress();
  private final AtomicBoolean stop = new AtomicBoolean();

  @TempDir private Path directory;

  /// Something happens to a node.
  private interface Blow {
    void strike(NodeProcess node) throws InterruptedException;
  }

  @Test
  void aNodeThatIsKilledCostsItsRequestsInFlightAndNothingAcknowledged(ClusterHarness cluster)
      throws Exception {
    underLoad(
        cluster,
        () -> {
          for (int victim : victims(cluster)) {
            boolean led = victim == cluster.leader();
            int open = Connections.openTo(cluster.endpoints().get(victim - 1).getPort());
            Losses losses = lossesOf(cluster, victim, NodeProcess::kill);
            Figures.record(
                "haproxy: kill -9 of node%d%s with %d connections: %d attempts broken, %d answered"
                    + " 503, of %d",
                victim,
                led ? ", the leader," : "",
                open,
                losses.broken.size(),
                losses.unavailable.size(),
                losses.attempts);
            // A connection has one request at a time, so there are no more in flight than those.
            assertThat(losses.broken).as("broken off").hasSizeLessThanOrEqualTo(open);
            assertThat(losses.unavailable)
                .as("answered 503 with Retry-After")
                .allMatch(attempt -> attempt.answer().orElseThrow().retryAfter().isPresent());
            assertThat(losses.wrong).isEmpty();
          }
        });
  }

  @Test
  void aNodeThatIsStoppedAnswersWhatItWasAsked(ClusterHarness cluster) throws Exception {
    underLoad(
        cluster,
        () -> {
          for (int victim : victims(cluster)) {
            Losses losses = lossesOf(cluster, victim, node -> assertThat(node.stop()).isZero());
            Figures.record(
                "haproxy: SIGTERM of node%d: %d attempts broken, %d answered 503, of %d",
                victim, losses.broken.size(), losses.unavailable.size(), losses.attempts);
            // A request can be sent on an idle connection in the moment in which it is closed.
            assertThat(losses.broken).as("broken off").hasSizeLessThanOrEqualTo(1);
            assertThat(losses.unavailable)
                .as("answered 503 with Retry-After")
                .allMatch(attempt -> attempt.answer().orElseThrow().retryAfter().isPresent());
            assertThat(losses.wrong).isEmpty();
          }
        });
  }

  @Test
  void anAddressGetsNoMoreConnectionsThanItMayAndGetsThemBack(ClusterHarness cluster)
      throws Exception {
    Map<String, String> limit = Map.of("CRATON_MAXCONN_PER_ADDRESS", Integer.toString(OF_ONE));
    try (Haproxy haproxy = new Haproxy(cluster, directory, limit)) {
      List<Socket> taken = new ArrayList<>();
      try {
        // Those that looked whether it listens may count for a moment longer.
        while (taken.size() < OF_ONE) {
          Await.until("another connection", LIMIT, () -> isTaken(haproxy, taken));
        }
        try (Socket further = connection(haproxy)) {
          assertThat(isOpen(further)).as("one too many").isFalse();
        }
        taken.removeLast().close();
        Await.until("there is room for another one", LIMIT, () -> isTaken(haproxy, taken));
      } finally {
        for (Socket socket : taken) {
          socket.close();
        }
      }
    }
  }

  /// Whether one more connection stays open; it is among the taken ones then.
  private static boolean isTaken(Haproxy haproxy, List<Socket> taken) throws IOException {
    Socket socket = connection(haproxy);
    if (isOpen(socket)) {
      return taken.add(socket);
    }
    socket.close();
    return false;
  }

  private static Socket connection(Haproxy haproxy) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), haproxy.endpoint().getPort());
  }

  /// Whether it stays open for a moment: one that is refused is reset at once, and nobody says
  /// anything on one that is taken.
  private static boolean isOpen(Socket socket) throws IOException {
    socket.setSoTimeout(MOMENT_MILLIS);
    try {
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException e) {
      return true;
    } catch (SocketException e) {
      return false;
    }
  }

  private interface Course {
    void run() throws Exception;
  }

  /// Runs the course while clients work through the balancer, and checks afterwards everything that
  /// was acknowledged to them.
  private void underLoad(ClusterHarness cluster, Course course) throws Exception {
    long seed = new Random().nextLong();
    Figures.record("haproxy: seed %d, %d clients", seed, CLIENTS);
    try (Haproxy haproxy = new Haproxy(cluster, directory);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      ApiClient client =
          new ApiClient(
                  Tls.trusting(cluster.caFile()), List.of(haproxy.endpoint()), cluster.rootToken())
              .observedBy(attempts::add);
      List<Future<LoadWorker>> running = new ArrayList<>();
      for (int number = 0; number < CLIENTS; number++) {
        String folder = "/haproxy/%d-%d/".formatted(seed >>> 1, number);
        LoadWorker worker = new LoadWorker(client, progress, stop, seed + number, folder);
        running.add(threads.submit(worker.resting(REST)));
      }
      try {
        course.run();
      } finally {
        stop.set(true);
      }
      for (Future<LoadWorker> worker : running) {
        worker.get(1, TimeUnit.MINUTES).checkAll();
      }
    }
  }

  /// What went wrong from the blow until a good while after it; brings the node back.
  private Losses lossesOf(ClusterHarness cluster, int victim, Blow blow)
      throws IOException, InterruptedException {
    attempts.clear();
    blow.strike(cluster.node(victim));
    long before = progress.total();
    Await.until(
        "the load goes on without node" + victim,
        LIMIT,
        () -> progress.total() > before + CALLS_AFTERWARDS);
    Losses losses = Losses.of(List.copyOf(attempts));
    cluster.heal();
    return losses;
  }

  /// The leader, and with `-Dhaproxy.victims=3` all others before it.
  private static List<Integer> victims(ClusterHarness cluster) throws InterruptedException {
    int leader = cluster.leader();
    List<Integer> order = new ArrayList<>(cluster.others(leader));
    order.add(leader);
    return order.subList(order.size() - VICTIMS, order.size());
  }

  /// Attempts that did not succeed.
  ///
  /// @param broken without an answer
  /// @param wrong with an answer that is no success and asks for no retry
  private record Losses(
      int attempts,
      List<ApiClient.Attempt> broken,
      List<ApiClient.Attempt> unavailable,
      List<ApiClient.Attempt> wrong) {
    static Losses of(List<ApiClient.Attempt> attempts) {
      return new Losses(
          attempts.size(),
          attempts.stream().filter(attempt -> attempt.failure().isPresent()).toList(),
          attempts.stream().filter(attempt -> hasCode(attempt, 503)).toList(),
          attempts.stream()
              .filter(attempt -> attempt.answer().isPresent())
              .filter(attempt -> !hasCode(attempt, 200) && !hasCode(attempt, 503))
              .toList());
    }

    private static boolean hasCode(ApiClient.Attempt attempt, int code) {
      return attempt.answer().filter(answer -> answer.http() == code).isPresent();
    }
  }
}
