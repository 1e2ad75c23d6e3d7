package io.craton.vault.bench.baseline;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// A process that works when it is asked to, and does nothing in between: a line of words asks, a
/// line of numbers answers. Other lines that it prints are passed over. It ends with its input, so
/// also when the process that started it is killed. Not thread-safe.
public final class Baseline implements AutoCloseable {
  /// Begins the lines that are answers.
  private static final String MARK = "= ";

  private static final long STOP_SECONDS = 30;

  private final Process process;
  private final Path log;
  private final BufferedWriter questions;
  private final BufferedReader answers;

  private Baseline(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.questions = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /// What such a process does.
  public interface Work {
    /// Does what the words say.
    List<Double> run(List<String> words) throws Exception;
  }

  /// In that process: says that it is ready, and works until there are no more questions.
  @SuppressWarnings("SystemOut") // The answers.
  public static void serve(Work work) throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println(MARK);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      List<Double> numbers = work.run(List.of(line.split(" ", -1)));
      System.out.println(
          MARK + numbers.stream().map(String::valueOf).collect(Collectors.joining(" ")));
    }
  }

  /// Starts one on the Java and the class path of this process, and waits until it is ready.
  ///
  /// @param main whose `main` calls [#serve]
  /// @param log gets what it says besides
  /// @param environment added to that of this process
  public static Baseline start(
      Class<?> main, List<String> arguments, Path log, Map<String, String> environment)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                // Fixtures of tests are on the class path, which would have it log to the answers.
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    Baseline started = new Baseline(builder.start(), log);
    try {
      started.answer();
    } catch (IOException e) {
      started.close();
      throw e;
    }
    return started;
  }

  /// Has it work, and waits for the end of that.
  public List<Double> ask(Object... words) throws IOException {
    questions.write(Arrays.stream(words).map(String::valueOf).collect(Collectors.joining(" ")));
    questions.newLine();
    questions.flush();
    return answer();
  }

  private List<Double> answer() throws IOException {
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.startsWith(MARK)) {
        String numbers = line.substring(MARK.length()).strip();
        return numbers.isEmpty()
            ? List.of()
            : Arrays.stream(numbers.split(" ", -1)).map(Double::valueOf).toList();
      }
    }
    throw new IOException("the baseline has ended; " + log + " says more");
  }

  /// Ends it.
  @Override
  public void close() {
    try {
      questions.close();
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
