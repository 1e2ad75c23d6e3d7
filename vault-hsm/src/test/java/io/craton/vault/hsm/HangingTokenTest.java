package io.craton.vault.hsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Calls that never return, in native code. In a process of its own, because a library with a call
/// inside can never be finalised again.
class HangingTokenTest {
  private static final Logger FIGURES = LoggerFactory.getLogger("figures");
  private static final int PATIENCE_SECONDS = 180;

  @ParameterizedTest
  @EnumSource
  void callsThatNeverReturnHoldUpNeitherCallersNorTheEnd(Way way, @TempDir Path directory)
      throws Exception {
    Path out = directory.resolve("out");
    Process process = start(TestToken.create(directory), way, out);
    boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly().waitFor();
    String said = Files.readString(out);
    said.lines()
        .filter(line -> line.endsWith(" ms"))
        .forEach(line -> FIGURES.info("{}: {}", way, line));
    assertThat(ended).as(said).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    assertThat(said).endsWith("ended" + System.lineSeparator());
  }

  private static Process start(TestToken token, Way way, Path out) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            HangingToken.class.getName(),
            way.name());
    builder.environment().putAll(token.environment());
    return builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
  }
}
