package io.craton.vault.node.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A program of the system, run to its end. What must not be seen by other users goes by
/// environment, never by argument.
public record Program(
    List<String> words, Map<String, String> environment, Path directory, Duration limit) {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  public static Program of(String... words) {
    return new Program(List.of(words), Map.of(), Path.of("").toAbsolutePath(), LIMIT);
  }

  public Program with(String name, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(name, value);
    return new Program(words, Map.copyOf(more), directory, limit);
  }

  public Program in(Path other) {
    return new Program(words, environment, other, limit);
  }

  /// For programs that take longer than two minutes.
  public Program within(Duration other) {
    return new Program(words, environment, directory, other);
  }

  /// What it wrote to standard output and standard error.
  ///
  /// @throws AssertionError unless it ended with 0 in time, which is two minutes or what was said
  public String run() {
    ProcessBuilder builder =
        new ProcessBuilder(words).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("CRATON_"));
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      byte[] said = readWithin(process);
      String text = new String(said, StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(words + " ended with " + process.exitValue() + ": " + text);
      }
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(
          words.getFirst() + " does not run; scripts/test installs it", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in " + words, e);
    }
  }

  private byte[] readWithin(Process process) throws IOException, InterruptedException {
    Thread watch =
        Thread.ofVirtual()
            .start(() -> {
              try {
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                  process.descendants().forEach(ProcessHandle::destroyForcibly);
                  process.destroyForcibly();
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    byte[] said = process.getInputStream().readAllBytes();
    watch.join();
    return said;
  }
}
