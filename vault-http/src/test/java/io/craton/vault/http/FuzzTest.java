package io.craton.vault.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.http.testing.ApiFuzzer;
import io.craton.vault.http.testing.ServerUnderTest;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Some thousand random requests made from the document. Rerun a failure with `-Dcraton.seed=N`.
class FuzzTest {
  /// One operation of so many may lack a success: most requests are meant to be refused, and those
  /// that need a key of one kind find one only now and then.
  private static final int LACKING = 3;

  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int REQUESTS = 5_000;

  /// How soon enough operations have succeeded is a matter of luck, so a run goes on until they
  /// have, far beyond what bad luck takes.
  private static final int MOST_REQUESTS = 60_000;

  private static final int REQUESTS_MORE = 500;

  private final long seed = Long.getLong("craton.seed", new Random().nextLong());

  @Test
  // The seed has to be seen even when the run hangs or is killed.
  @SuppressWarnings("SystemOut")
  void noRequestGetsAnAnswerThatTheDocumentDoesNotHave() throws Exception {
    System.out.println("FuzzTest: craton.seed=" + seed);
    try (TestApi api = TestApi.start();
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      ApiFuzzer fuzzer =
          new ApiFuzzer(new ServerUnderTest(client, List.of(api.uri("/")), api.token), seed);
      assertThat(fuzzer.run(REQUESTS, LIMIT)).isEqualTo(REQUESTS);
      assertThat(fuzzer.posts())
          .allSatisfy(path -> assertThat(fuzzer.answered(path, 400)).as(path).isTrue());
      int most = fuzzer.posts().size() / LACKING;
      int sent = REQUESTS;
      while (lacking(fuzzer).size() > most && sent < MOST_REQUESTS) {
        sent += fuzzer.run(REQUESTS_MORE, LIMIT);
      }
      System.out.println("FuzzTest: " + sent + " requests");
      assertThat(lacking(fuzzer))
          .as("seed %d: operations that never succeeded in %d requests", seed, sent)
          .hasSizeLessThanOrEqualTo(most);
    }
  }

  private static List<String> lacking(ApiFuzzer fuzzer) {
    return fuzzer.posts().stream().filter(path -> !fuzzer.answered(path, 200)).toList();
  }
}
