package io.craton.vault.node.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Runs commands through `scripts/craton`, as a user would.
final class Launcher {
  private static final Path SCRIPT =
      Path.of("..", "scripts", "craton").toAbsolutePath().normalize();

  private final Map<String, String> environment;

  private Launcher(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /// @param home of the user, with nothing of the machine's own in it
  static Launcher at(Path home) {
    return new Launcher(
        Map.of(
            "HOME",
            home.toString(),
            "JAVA_HOME",
            System.getProperty("java.home"),
            "CRATON_JAR",
            NodeProcess.JAR.toString(),
            // Shared by all tests: the first run of a topic makes its archive.
            "CRATON_CACHE",
            NodeProcess.JAR.resolveSibling("command-cache").toString()));
  }

  Launcher with(String variable, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(variable, value);
    return new Launcher(more);
  }

  /// How a command ended.
  record Ended(int code, String out, String err) {}

  /// @param input standard input
  Ended run(String input, String... arguments) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(SCRIPT.toString()));
    words.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().keySet().removeIf(name -> name.startsWith("CRATON_"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    StringBuilder err = new StringBuilder();
    Thread reader =
        Thread.ofVirtual()
            .start(() -> {
              try {
                err.append(
                    new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
              } catch (IOException e) {
                err.append(e);
              }
            });
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // A command that reads nothing may be gone already.
    }
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    reader.join();
    return new Ended(code, out, err.toString());
  }
}
