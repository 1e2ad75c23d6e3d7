package io.craton.vault.node.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The library between a node and its HSM that fails calls when it is told to (`hsm.c`).
///
/// @param control what is wrong, with the offsets of `control.h`
record FaultyLibrary(Path file, Path control) {
  private static final Path SOURCE = Path.of("src", "test", "c", "hsm.c").toAbsolutePath();
  private static final Path COMPILER = Path.of("/usr/bin/cc");
  private static final int ERRORS = 32;
  private static final int SIZE = 40;

  /// Compiles it; a machine without a C compiler leaves the test out.
  static FaultyLibrary make(Path directory) throws IOException, InterruptedException {
    assumeThat(COMPILER).exists();
    Path file = directory.resolve("libhsm.so");
    Process compiler =
        new ProcessBuilder(
                COMPILER.toString(),
                "-shared",
                "-fPIC",
                "-o",
                file.toString(),
                SOURCE.toString(),
                "-ldl")
            .redirectErrorStream(true)
            .start();
    String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(compiler.waitFor()).as(said).isZero();
    return new FaultyLibrary(file, Files.write(directory.resolve("control"), new byte[SIZE]));
  }

  /// Puts it between the node and its HSM, from its next start with [#setting] on.
  void between(TestNode node) {
    node.variable("CRATON_CHAOS_CONTROL", control.toString());
    node.variable("CRATON_CHAOS_HSM_LIBRARY", TestToken.library().toString());
  }

  /// The setting with which a node uses it.
  String setting() {
    return "hsm.library=" + file;
  }

  /// From now on so many calls of a hundred fail.
  void fails(int percent) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    bytes.putLong(0, percent);
    try (FileChannel channel = FileChannel.open(control, StandardOpenOption.WRITE)) {
      channel.write(bytes, ERRORS);
    }
  }
}
