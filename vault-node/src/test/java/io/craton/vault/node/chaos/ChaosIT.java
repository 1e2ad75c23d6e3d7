package io.craton.vault.node.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.node.cluster.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The short form of `scripts/chaos`, with everything that this machine permits.
class ChaosIT {
  private static final Path SCRIPT = Path.of("..", "scripts", "chaos").toAbsolutePath().normalize();
  private static final Duration LIMIT = Duration.ofMinutes(6);
  private static final int SECONDS = 45;

  @TempDir private Path directory;

  @Test
  void brokenClusterGivesNoWrongAnswerAndComesBack() throws Exception {
    long seed = Long.getLong("craton.seed", new Random().nextInt(Integer.MAX_VALUE));
    Path out = directory.resolve("out");
    String said =
        Program.of(
                SCRIPT.toString(),
                "--built",
                "--seconds",
                Integer.toString(SECONDS),
                "--seed",
                Long.toString(seed),
                "--rate",
                "80",
                "--least-rate",
                "20",
                "--out",
                out.toString())
            .within(LIMIT)
            .run();
    assertThat(said).contains("violations: 0", "seed " + seed);
    assertThat(Files.readString(out.resolve("report.svg"))).startsWith("<svg").contains("polyline");
    assertThat(out.resolve("history.tsv.gz")).isNotEmptyFile();
  }
}
