package io.craton.vault.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/// One short, unforked run of every benchmark. Says that they run, not how fast.
final class SmokeTest {
  @Test
  void everyBenchmarkRuns() throws RunnerException {
    Options options =
        new OptionsBuilder()
            .include("io.craton.vault.bench.*")
            .param("items", "100")
            .param("algorithm", "ES256")
            .param("binding", "FFM", "SUNPKCS11")
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(50))
            .shouldFailOnError(true)
            .build();
    Collection<RunResult> results = new Runner(options).run();
    Set<String> methods =
        results.stream()
            .map(result -> result.getPrimaryResult().getLabel())
            .collect(Collectors.toSet());
    assertThat(methods).contains("binding", "layer", "service", "decode", "applySecret");
    assertThat(results).allMatch(result -> result.getPrimaryResult().getScore() > 0);
  }

  /// Its own checks are in it: commands that are refused, and a state that does not open, are
  /// errors.
  @Test
  @SuppressWarnings("SystemOut") // What the measurement found is its output.
  void theScaleIsMeasuredAtEachSize() throws Exception {
    PrintStream usual = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setProperty("craton.scale.calls", "20");
    try {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      ScaleMeasurement.main(new String[] {"50", "120"});
    } finally {
      System.setOut(usual);
      System.clearProperty("craton.scale.calls");
    }
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("50 items", "120 items", "rotate a secret", "install a snapshot");
  }
}
