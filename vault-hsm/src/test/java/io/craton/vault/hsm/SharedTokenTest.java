package io.craton.vault.hsm;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.hsm.pkcs11.Binding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Three processes on one token that make, share, use and destroy keys at once, as the nodes of a
/// cluster do. For 20 seconds; for longer with `-Dshared.token.seconds=120`.
class SharedTokenTest {
  private static final Logger FIGURES = LoggerFactory.getLogger("figures");
  private static final int PROCESSES = 3;
  private static final int SECONDS = Integer.getInteger("shared.token.seconds", 20);

  /// For the start and the end of a process on a busy machine.
  private static final int PATIENCE_SECONDS = 120;

  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void kill() {
    processes.forEach(Process::destroyForcibly);
  }

  @Test
  void noProcessEverGetsAnotherKeyOrLosesOne(@TempDir Path directory) throws Exception {
    TestToken token = TestToken.create(directory);
    Path keys = Files.createDirectory(directory.resolve("keys"));
    // The sentinel is there before the processes look for it.
    Hsm.open(token.config(Binding.FFM), InstantSource.system(), System::nanoTime).close();
    for (int i = 0; i < PROCESSES; i++) {
      processes.add(start(token, keys, directory.resolve("out-" + i)));
    }
    for (int i = 0; i < PROCESSES; i++) {
      boolean ended = processes.get(i).waitFor(SECONDS + PATIENCE_SECONDS, TimeUnit.SECONDS);
      String said = Files.readString(directory.resolve("out-" + i));
      FIGURES.info("process {}: {}", i, said.lines().reduce("", (one, last) -> last));
      assertThat(ended).as(said).isTrue();
      assertThat(processes.get(i).exitValue()).as(said).isZero();
    }
    try (Hsm hsm = Hsm.open(token.config(Binding.FFM), InstantSource.system(), System::nanoTime)) {
      assertThat(hsm.keyInventory().list(TokenCitizen.soon()))
          .as("what nobody destroyed or reported")
          .isEmpty();
    }
  }

  private static Process start(TestToken token, Path keys, Path out) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            TokenCitizen.class.getName(),
            keys.toString(),
            String.valueOf(Duration.ofSeconds(SECONDS).toMillis()));
    builder.environment().putAll(token.environment());
    return builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
  }
}
