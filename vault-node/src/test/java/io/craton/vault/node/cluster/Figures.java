package io.craton.vault.node.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/// Where the tests write what they measured: the test's output and `target/figures.txt`.
final class Figures {
  private static final Path FILE = Path.of("target", "figures.txt");

  private Figures() {}

  // Not by a logger: what the nodes log to, and when, is theirs.
  @SuppressWarnings({"AnnotateFormatMethod", "SystemOut"})
  static void record(String line, Object... arguments) {
    String text = line.formatted(arguments);
    System.out.println(text);
    try {
      Files.writeString(
          FILE,
          text + System.lineSeparator(),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// "median 3 (1 to 9)" of at least one value.
  static String spread(long[] values) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    return "median %d (%d to %d)"
        .formatted(sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
  }
}
