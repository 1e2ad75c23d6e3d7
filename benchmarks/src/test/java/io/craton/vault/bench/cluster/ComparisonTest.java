package io.craton.vault.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.bench.load.Latencies;
import io.craton.vault.bench.load.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `scripts/lib/bench_compare.py` on rows as they are printed.
class ComparisonTest {
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

  private static String row(String load, double rate, long millis, String... errors) {
    TreeMap<String, Long> counts = new TreeMap<>();
    for (String error : errors) {
      counts.put(error, 7L);
    }
    long nanos = millis * 1_000_000;
    return new Result(
            "encrypt AES-GCM-256, 256 B",
            load,
            new Result.Answers(1, rate, counts),
            new Latencies(nanos, nanos, nanos, nanos, nanos),
            new Result.Cost(20, 30, 1),
            Optional.empty())
        .row();
  }

  private static Path table(Path directory, String name, String... rows) throws IOException {
    return Files.writeString(
        directory.resolve(name),
        "commit    " + name + "\n\nHTTP\n" + Result.header() + "\n" + String.join("\n", rows));
  }

  private static List<String> compare(Path old, Path other) throws Exception {
    Process process =
        new ProcessBuilder(
                "python3",
                REPOSITORY.resolve("scripts/lib/bench_compare.py").toString(),
                old.toString(),
                other.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said.lines().map(String::strip).toList();
  }

  @Test
  void rowsOfBothTablesAreComparedCellByCell(@TempDir Path directory) throws Exception {
    Path old =
        table(directory, "old", row("1", 100, 4), row("16", 1_000, 10), row("64", 1_000, 10));
    Path other =
        table(directory, "new", row("16", 1_500, 5), row("64", 1_000, 10, "503"), row("128", 1, 1));
    List<String> lines = compare(old, other);
    assertThat(lines).hasSize(3);
    assertThat(lines.getFirst().split(" {2,}"))
        .startsWith("times", "load", "rate/s", "p50 ms")
        .endsWith("errors");
    assertThat(lines.get(1).split(" {2,}"))
        .startsWith("encrypt AES-GCM-256, 256 B", "16", "1.50", "0.50")
        .endsWith("both 0");
    assertThat(lines.get(2).split(" {2,}"))
        .startsWith("encrypt AES-GCM-256, 256 B", "64", "1.00", "1.00")
        .endsWith("0 -> 503:7");
  }

  @Test
  void theLastRowCountsOfACommitThatWasMeasuredTwice(@TempDir Path directory) throws Exception {
    Path old = table(directory, "old", row("1", 100, 4), row("1", 200, 4));
    List<String> lines = compare(old, table(directory, "new", row("1", 300, 4)));
    assertThat(lines.get(1).split(" {2,}")).startsWith("encrypt AES-GCM-256, 256 B", "1", "1.50");
  }

  @Test
  void theScriptKnowsEveryScenario() throws Exception {
    String script = Files.readString(REPOSITORY.resolve("scripts/bench"));
    for (Scenario scenario : Scenario.values()) {
      assertThat(script).contains(scenario.label() + "|");
    }
  }
}
