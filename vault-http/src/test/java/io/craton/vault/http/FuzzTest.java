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
  /// One operation of so many may lack a success by chance: most requests are meant to be refused,
  /// and those that need a key of one kind find one only now and then.
  private static final int LUCK = 3;

  private static final Duration LIMIT = Duration.ofMinutes(5);

  /// Grows with the number of algorithms: each name that is added makes those of the other kinds
  /// rarer.
  private static final int REQUESTS = 5_000;

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
      assertThat(fuzzer.posts())
          .filteredOn(path -> !fuzzer.answered(path, 200))
          .as("seed %d: operations that never succeeded", seed)
          .hasSizeLessThanOrEqualTo(fuzzer.posts().size() / LUCK);
    }
  }
}
