package io.craton.vault.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A node that slept while something was revoked. Requests wait at its door while it still sleeps,
/// so that they are the first thing it sees when it wakes up.
@ExtendWith(Clusters.class)
class PausedLeaderIT {
  private static final Duration LONG_PAUSE = Duration.ofSeconds(10);
  private static final Duration SHORT_PAUSE = Duration.ofSeconds(2);
  private static final Duration ARRIVAL = Duration.ofMillis(200);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final Duration END = Duration.ofSeconds(40);
  private static final int CLIENTS = 8;
  private static final int ANSWERS_OF_EACH = 20;
  private static final int REPETITIONS = 3;

  @Test
  void aLeaderThatSleptTenSecondsNeverSignsWithAKeySuspendedMeanwhile(ClusterHarness cluster)
      throws Exception {
    suspendWhileAsleep(cluster, cluster.leader(), LONG_PAUSE);
  }

  @Test
  void aLeaderThatSleptNeverSignsHoweverOftenItIsTried(ClusterHarness cluster) throws Exception {
    for (int repetition = 0; repetition < REPETITIONS; repetition++) {
      suspendWhileAsleep(cluster, cluster.leader(), SHORT_PAUSE);
      cluster.awaitReady();
    }
  }

  @Test
  void aFollowerThatSleptNeverSignsWithAKeySuspendedMeanwhile(ClusterHarness cluster)
      throws Exception {
    suspendWhileAsleep(cluster, cluster.others(cluster.leader()).getFirst(), SHORT_PAUSE);
  }

  @Test
  void aLeaderThatSleptNeverShowsASecretRevokedMeanwhile(ClusterHarness cluster) throws Exception {
    String body = "{'type':'secret','folder':'/paused/','secret':'the revoked value'}";
    String secret = cluster.client().call("secret/store", body).orFail().path("id").asText();
    Case revocation =
        new Case(
            cluster,
            cluster.leader(),
            SHORT_PAUSE,
            "{'id':'" + secret + "','state':'destroyed'}",
            client -> client.once("get", "{'id':'%s'}", secret));
    List<ApiAnswer> answers = revocation.run();
    assertThat(answers)
        .as("answers to requests made after the revocation")
        .noneMatch(answer -> answer.body().contains("the revoked value"))
        .anyMatch(ApiAnswer::success);
  }

  private static void suspendWhileAsleep(ClusterHarness cluster, int sleeper, Duration pause)
      throws Exception {
    String body = "{'type':'asymmetric_key','purpose':'signing','algorithm':'ES256'}";
    String key = cluster.client().call("key/generate", body).orFail().path("id").asText();
    Case suspension =
        new Case(
            cluster,
            sleeper,
            pause,
            "{'id':'" + key + "','state':'suspended'}",
            client -> client.once("sign", "{'id':'%s','message':'AAAA'}", key));
    List<ApiAnswer> answers = suspension.run();
    assertThat(answers)
        .as("answers to requests made after the suspension")
        .noneMatch(ApiAnswer::success)
        .anyMatch(answer -> answer.status().equals("ForbiddenVaultOperation"));
  }

  /// What clients ask of the node that sleeps.
  private interface Question {
    ApiAnswer ask(ApiClient sleeper) throws IOException, InterruptedException;
  }

  /// One node put to sleep, one change of state through another, many questions to the first.
  private record Case(
      ClusterHarness cluster, int sleeper, Duration pause, String stateChange, Question question) {

    /// The answers to the questions that were asked after the change was acknowledged.
    List<ApiAnswer> run() throws Exception {
      ApiClient asleep = cluster.client().at(sleeper).within(ANSWER);
      List<ApiAnswer> answers = new ArrayList<>();
      try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
        assertThat(ask(clients, asleep, 1)).as("before the pause").allMatch(ApiAnswer::success);
        long paused = System.nanoTime();
        cluster.node(sleeper).pause();
        int other = cluster.leaderOtherThan(sleeper);
        cluster.client().at(other).call("state/change", stateChange).orFail();
        LockSupport.parkNanos(paused + pause.toNanos() - System.nanoTime());

        Future<List<ApiAnswer>> asking =
            clients.submit(() -> ask(clients, asleep, ANSWERS_OF_EACH));
        LockSupport.parkNanos(ARRIVAL.toNanos());
        cluster.node(sleeper).resume();
        answers.addAll(asking.get(END.toSeconds(), TimeUnit.SECONDS));
        cluster.awaitReady(sleeper);
        answers.addAll(ask(clients, asleep, 1));
      }
      Figures.record("asleep for %s during a revocation: %s", pause, tally(answers));
      return answers;
    }

    private List<ApiAnswer> ask(ExecutorService threads, ApiClient client, int times)
        throws Exception {
      Callable<List<ApiAnswer>> one =
          () -> {
            List<ApiAnswer> answers = new ArrayList<>();
            for (int time = 0; time < times; time++) {
              try {
                answers.add(question.ask(client));
              } catch (IOException e) {
                // A connection that did not survive the pause: no answer, so nothing to judge.
              }
            }
            return answers;
          };
      List<Future<List<ApiAnswer>>> running = new ArrayList<>();
      for (int count = 0; count < CLIENTS; count++) {
        running.add(threads.submit(one));
      }
      List<ApiAnswer> answers = new ArrayList<>();
      for (Future<List<ApiAnswer>> asked : running) {
        answers.addAll(asked.get(END.toSeconds(), TimeUnit.SECONDS));
      }
      return answers;
    }

    private static Map<String, Integer> tally(List<ApiAnswer> answers) {
      Map<String, Integer> counts = new TreeMap<>();
      answers.forEach(
          answer -> counts.merge(answer.http() + " " + answer.status(), 1, Integer::sum));
      return counts;
    }
  }
}
