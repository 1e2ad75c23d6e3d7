package io.craton.vault.node.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.algorithm.Purpose;
import io.craton.vault.node.cluster.WycheproofSchema.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Feeds test vectors in the schemas of Wycheproof to a vault, through its API: the keys are
/// imported, and the vault verifies or decrypts with them in the HSM.
final class Wycheproof {
  private final ApiClient client;

  Wycheproof(ApiClient client) {
    this.client = client;
  }

  /// What came of a file.
  ///
  /// @param failures one line each
  /// @param skipped tests that the vault cannot be asked
  /// @param keysRefused tests whose key the vault does not take, which is right for the weak ones
  record Tally(String file, int passed, List<String> failures, int skipped, int keysRefused) {
    Tally {
      failures = List.copyOf(failures);
    }

    @Override
    public String toString() {
      return "%-55s passed %4d, failed %d, not applicable %4d, key refused %d"
          .formatted(file, passed, failures.size(), skipped, keysRefused);
    }
  }

  /// Runs all tests of a file, one after the other.
  Tally run(Path file) throws IOException, GeneralSecurityException, InterruptedException {
    Counts counts = new Counts();
    JsonNode content = ApiClient.JSON.readTree(Files.readString(file));
    for (JsonNode group : content.path("testGroups")) {
      Optional<WycheproofSchema> schema = WycheproofSchema.of(content, group);
      Optional<String> algorithm =
          schema.flatMap(known -> known.algorithm(group)).filter(Wycheproof::isKnown);
      if (algorithm.isEmpty()) {
        counts.skipped += group.path("tests").size();
      } else {
        run(schema.orElseThrow(), algorithm.get(), group, counts);
      }
    }
    return counts.tally(file.getFileName().toString());
  }

  private static boolean isKnown(String algorithm) {
    return Algorithm.find(Purpose.SIGNING, algorithm).isPresent()
        || Algorithm.find(Purpose.ENCRYPTION, algorithm).isPresent();
  }

  private void run(WycheproofSchema schema, String algorithm, JsonNode group, Counts counts)
      throws IOException, GeneralSecurityException, InterruptedException {
    // By the body that imports it: most groups have one key, some one for each test.
    Map<String, Optional<String>> keys = new HashMap<>();
    for (JsonNode test : group.path("tests")) {
      String body = schema.key(group, test, algorithm).toString();
      Optional<String> id = keys.get(body);
      if (id == null) {
        id = imported(body);
        keys.put(body, id);
      }
      if (id.isEmpty()) {
        counts.keyRefused(test);
      } else {
        counts.add(test, schema.ask(client, id.get(), algorithm, test));
      }
    }
    for (Optional<String> id : keys.values()) {
      if (id.isPresent()) {
        client.call("delete", "{'id':'%s'}", id.get()).orFail();
      }
    }
  }

  private Optional<String> imported(String body) throws IOException, InterruptedException {
    ApiAnswer answer = client.call("key/store", "%s", body);
    return answer.http() == 400
        ? Optional.empty()
        : Optional.of(answer.orFail().path("id").asText());
  }

  private static final class Counts {
    private final List<String> failures = new ArrayList<>();
    private int passed;
    private int skipped;
    private int keysRefused;

    void add(JsonNode test, Verdict verdict) {
      String expected = test.path("result").asText();
      if (verdict == Verdict.NOT_APPLICABLE) {
        skipped++;
      } else if (expected.equals("acceptable")
          || expected.equals(verdict == Verdict.ACCEPTED ? "valid" : "invalid")) {
        passed++;
      } else {
        failures.add(
            "test %s is %s and was %s: %s %s"
                .formatted(
                    test.path("tcId").asText(),
                    expected,
                    verdict,
                    test.path("comment").asText(),
                    test.path("flags")));
      }
    }

    /// Whoever refuses the key of an invalid test refuses the test.
    void keyRefused(JsonNode test) {
      if (test.path("result").asText().equals("invalid")) {
        passed++;
      } else {
        keysRefused++;
      }
    }

    Tally tally(String file) {
      return new Tally(file, passed, failures, skipped, keysRefused);
    }
  }
}
