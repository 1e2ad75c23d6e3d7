package io.craton.vault.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Wycheproof's vectors, or others in its schemas, through the API of a cluster. Without
/// `-Dcraton.wycheproof=DIRECTORY` (`scripts/wycheproof`) those that [WycheproofSample] makes, and
/// published ones of RFCs and NIST.
@ExtendWith(Clusters.class)
class WycheproofIT {
  private static final Path PUBLISHED = Path.of("src", "test", "resources", "vectors");

  @TempDir Path temporary;

  @Test
  void noVectorIsJudgedWrongly(ClusterHarness cluster) throws Exception {
    String given = System.getProperty("craton.wycheproof", "");
    List<Path> files = new ArrayList<>();
    if (given.isEmpty()) {
      files.addAll(jsonFiles(WycheproofSample.write(temporary)));
      files.addAll(jsonFiles(PUBLISHED));
    } else {
      files.addAll(jsonFiles(Path.of(given)));
    }
    Wycheproof runner = new Wycheproof(cluster.client());
    List<String> failures = new ArrayList<>();
    int passed = 0;
    for (Path file : files) {
      Wycheproof.Tally tally = runner.run(file);
      if (tally.passed() + tally.failures().size() + tally.keysRefused() > 0) {
        Figures.record("wycheproof: %s", tally);
      }
      passed += tally.passed();
      tally.failures().forEach(failure -> failures.add(tally.file() + ": " + failure));
    }
    Figures.record("wycheproof: %d passed, %d failed", passed, failures.size());
    assertThat(failures).isEmpty();
    assertThat(passed).as("tests that passed").isGreaterThanOrEqualTo(WycheproofSample.TESTS);
  }

  @Test
  void aVectorThatLiesIsAFailure(ClusterHarness cluster) throws Exception {
    Path directory = Files.createDirectory(temporary.resolve("lies"));
    Wycheproof runner = new Wycheproof(cluster.client());
    for (Path file : jsonFiles(WycheproofSample.write(directory))) {
      String honest = Files.readString(file);
      String lying =
          honest
              .replace("\"valid\"", "\"truth\"")
              .replace("\"invalid\"", "\"valid\"")
              .replace("\"truth\"", "\"invalid\"");
      Files.writeString(file, lying);
      Wycheproof.Tally tally = runner.run(file);
      assertThat(tally.failures()).as("failures of %s", file).hasSize(2);
      assertThat(tally.passed()).isZero();
    }
  }

  private static List<Path> jsonFiles(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }
}
