package io.craton.vault.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.bench.EncryptBenchmark.EncryptSetting;
import io.craton.vault.bench.SignBenchmark.SignSetting;
import io.craton.vault.hsm.pkcs11.Binding;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/// One short, unforked run of every benchmark. Says that they run, not how fast. What is measured
/// on clusters is run by the tests in `bench.cluster`.
final class SmokeTest {
  @Test
  void everyBenchmarkRuns() throws RunnerException {
    Collection<RunResult> results = new ArrayList<>();
    results.addAll(run("HandOverBenchmark", builder -> builder));
    results.addAll(run("ApplyBenchmark", builder -> builder.param("items", "100")));
    results.addAll(
        run(
            "SignBenchmark",
            builder -> builder.param("algorithm", "ES256").param("binding", "FFM", "SUNPKCS11")));
    results.addAll(run("EncryptBenchmark", builder -> builder.param("algorithm", "AES-GCM-256")));
    Set<String> methods =
        results.stream()
            .map(result -> result.getPrimaryResult().getLabel())
            .collect(Collectors.toSet());
    assertThat(methods)
        .contains("binding", "layer", "service", "decode", "applySecret", "handOver", "direct")
        .contains("encryptBinding", "encryptLayer", "encryptService")
        .contains("decryptBinding", "decryptLayer", "decryptService");
    assertThat(results)
        .allMatch(result -> result.getPrimaryResult().getScore() > 0)
        .allMatch(result -> result.getSecondaryResults().containsKey("cpu"));
  }

  private static Collection<RunResult> run(String name, UnaryOperator<ChainedOptionsBuilder> with)
      throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("io.craton.vault.bench." + name)
            .addProfiler(CpuProfiler.class)
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(50))
            .shouldFailOnError(true);
    return new Runner(with.apply(options).build()).run();
  }

  /// On one token, since it takes a second to make one.
  @Test
  void everyAlgorithmOfTheBenchmarksWorksAtEachLevel() throws Exception {
    try (BenchToken token = BenchToken.open(Binding.FFM)) {
      for (String algorithm : algorithms(SignSetting.class)) {
        signs(token, algorithm);
      }
      for (String algorithm : algorithms(EncryptSetting.class)) {
        encrypts(token, algorithm);
      }
    }
  }

  private static String[] algorithms(Class<? extends Setting> setting) throws NoSuchFieldException {
    return setting.getField("algorithm").getAnnotation(Param.class).value();
  }

  private static void signs(BenchToken token, String algorithm) throws Exception {
    SignBenchmark benchmark = new SignBenchmark();
    SignSetting setting = new SignSetting();
    setting.algorithm = algorithm;
    setting.open(token);
    SignBenchmark.RawSession raw = new SignBenchmark.RawSession();
    raw.open(setting);
    assertThat(benchmark.binding(setting, raw)).hasSize(benchmark.layer(setting).size());
    assertThat(benchmark.service(setting).value().size()).isPositive();
  }

  private static void encrypts(BenchToken token, String algorithm) throws Exception {
    EncryptBenchmark benchmark = new EncryptBenchmark();
    EncryptSetting setting = new EncryptSetting();
    setting.algorithm = algorithm;
    setting.open(token);
    EncryptBenchmark.RawSession raw = new EncryptBenchmark.RawSession();
    raw.open(setting);
    int bytes = setting.plaintext().length;
    assertThat(benchmark.encryptBinding(raw)).hasSizeGreaterThanOrEqualTo(bytes);
    assertThat(benchmark.encryptLayer(setting).size()).isEqualTo(setting.ciphertext().length);
    assertThat(benchmark.encryptService(setting).value().size())
        .isEqualTo(setting.ciphertext().length);
    assertThat(benchmark.decryptBinding(raw)).hasSizeGreaterThanOrEqualTo(bytes);
    assertThat(benchmark.decryptLayer(setting)).isEqualTo(bytes);
    assertThat(benchmark.decryptService(setting)).isEqualTo(bytes);
  }

  @Test
  @SuppressWarnings("SystemOut") // What the measurement found is its output.
  void theLayersAreMeasuredByTurns() throws Exception {
    PrintStream usual = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      LayerMeasurement.main(new String[] {"1", "2"});
    } finally {
      System.setOut(usual);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("sign ES256, 2 callers", "decrypt AES-GCM-256", "bare calls", "use case");
  }

  /// The rows of the layer and the use case would say little of the server otherwise.
  @Test
  void callersOfTheBenchmarksAreWatchedAsThoseOfTheServerAre() {
    assertThat(BenchToken.deadline().isWatched()).isTrue();
    assertThat(BenchToken.unwatchedDeadline().isWatched()).isFalse();
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

  /// Its own checks are in it: each item has its row in the index, each key is rotated exactly
  /// once.
  @Test
  @SuppressWarnings("SystemOut") // What the measurement found is its output.
  void rotationsAreMeasuredIdleAndAtOnce() throws Exception {
    PrintStream usual = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Map<String, String> small =
        Map.of(
            "craton.rotation.idle", "1",
            "craton.rotation.calm", "1",
            "craton.rotation.keys", "10");
    small.forEach(System::setProperty);
    try {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      RotationMeasurement.main(new String[] {"50", "700"});
    } finally {
      System.setOut(usual);
      small.keySet().forEach(System::clearProperty);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("50 items", "700 items", "these jobs together", "one sweep")
        .contains("a folder's policy", "10 keys that come due at once", "all rotated after");
  }

  /// Also counts the rounds, between real nodes: more than one at once would be a defect.
  @Test
  @SuppressWarnings("SystemOut") // What the measurement found is its output.
  void theBarrierIsMeasuredBesideTheRoundTrip() throws Exception {
    PrintStream usual = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      BarrierMeasurement.main(new String[] {"1", "1", "1", "8"});
    } finally {
      System.setOut(usual);
    }
    String said = printed.toString(StandardCharsets.UTF_8);
    assertThat(said.lines().filter(line -> line.startsWith("  read barrier, follower"))).hasSize(2);
    assertThat(said)
        .contains("  round trip", "8 callers: rounds under way at once, at most: 1 (target: 1)");
  }

  /// A node's entry has no fixed length, so this says only that it was not forgotten.
  @Test
  void aBareWriteIsAsLongAsTheEntryOfASmallSecret() {
    assertThat(BareWrites.command().length).isBetween(150, 400);
  }
}
