package io.craton.vault.node.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One node of a cluster as a process of its own. Not thread-safe.
final class NodeProcess {
  static final Path JAR = Path.of("target", "craton.jar").toAbsolutePath();
  private static final Duration END = Duration.ofSeconds(20);
  private static final Duration BY_ITSELF = Duration.ofMinutes(2);
  private static final int LOG_TAIL_CHARS = 6_000;

  private final int number;
  private final Path directory;
  private final SoftToken token;
  private final Reaper reaper;
  private Path jar = JAR;
  private @Nullable Process process;
  private boolean paused;

  /// @param directory of this node alone; holds `craton.yaml`, `data` and `log`
  NodeProcess(int number, Path directory, SoftToken token, Reaper reaper) {
    this.number = number;
    this.directory = directory;
    this.token = token;
    this.reaper = reaper;
  }

  /// Counted from 1.
  int number() {
    return number;
  }

  String name() {
    return "node" + number;
  }

  Path configuration() {
    return directory.resolve("craton.yaml");
  }

  Path data() {
    return directory.resolve("data");
  }

  Path log() {
    return directory.resolve("log");
  }

  boolean running() {
    return process != null && process.isAlive();
  }

  boolean paused() {
    return paused;
  }

  /// From its next start on, it runs that jar.
  void runFrom(Path other) {
    jar = other;
  }

  /// The process id of a running node.
  long pid() {
    return started().pid();
  }

  /// Starts the process; whether it gets ready is for the caller to see.
  void start() throws IOException {
    if (running()) {
      throw new IllegalStateException("node" + number + " runs already");
    }
    process = builder("server").redirectOutput(appending(log())).start();
    reaper.watch(process.pid());
  }

  /// The command line of the jar with this node's configuration.
  ProcessBuilder builder(String... command) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("-Xmx384m");
    // A node lives for a minute or two in a test, too short for what the compilers would gain.
    words.add("-XX:TieredStopAtLevel=1");
    words.add("-XX:+UseSerialGC");
    if (command[0].equals("server") && jar.equals(JAR)) {
      words.addAll(StartCache.flags());
    }
    words.add("--sun-misc-unsafe-memory-access=allow");
    words.add("-jar");
    words.add(jar.toString());
    words.addAll(List.of(command));
    words.add("--config");
    words.add(configuration().toString());
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("CRATON_"));
    builder.environment().put("SOFTHSM2_CONF", token.configuration().toString());
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    return builder;
  }

  /// SIGKILL; returns when the process is gone.
  void kill() throws InterruptedException {
    Process victim = started();
    victim.destroyForcibly();
    end(victim);
  }

  /// SIGTERM; returns when the process is gone.
  ///
  /// @return how it ended
  int stop() throws InterruptedException {
    Process victim = started();
    victim.destroy();
    end(victim);
    return victim.exitValue();
  }

  /// The same for a process that has something to do before it is gone.
  int stopPatiently() throws InterruptedException {
    started().destroy();
    return awaitEnd();
  }

  /// Waits until the process ends by itself.
  ///
  /// @return how it ended
  int awaitEnd() throws InterruptedException {
    Process ending = started();
    end(ending, BY_ITSELF);
    return ending.exitValue();
  }

  /// SIGSTOP: the process keeps its memory and connections, and nothing in it runs.
  void pause() {
    signal("STOP");
    paused = true;
  }

  /// SIGCONT.
  void resume() {
    signal("CONT");
    paused = false;
  }

  /// Deletes the data directory of a node that does not run.
  void wipe() throws IOException {
    if (running()) {
      throw new IllegalStateException("node" + number + " still runs");
    }
    try (Stream<Path> files = Files.walk(data())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /// The end of its log.
  String logTail() {
    try {
      String log = Files.readString(log(), StandardCharsets.UTF_8);
      return log.substring(Math.max(0, log.length() - LOG_TAIL_CHARS));
    } catch (IOException e) {
      return "no log: " + e;
    }
  }

  /// What its log says of the first requests that it answered with 500.
  String logFaults() {
    try (Stream<String> lines = Files.lines(log(), StandardCharsets.UTF_8)) {
      String faults =
          lines
              .filter(line -> line.contains(": fault at "))
              .limit(5)
              .collect(Collectors.joining("\n"));
      return faults.substring(0, Math.min(faults.length(), LOG_TAIL_CHARS));
    } catch (IOException e) {
      return "no log: " + e;
    }
  }

  private void signal(String name) {
    Program.of("bash", "-c", "kill -" + name + " " + pid()).run();
  }

  private Process started() {
    if (process == null) {
      throw new IllegalStateException("node" + number + " was not started");
    }
    return process;
  }

  private void end(Process victim) throws InterruptedException {
    end(victim, END);
  }

  private void end(Process victim, Duration limit) throws InterruptedException {
    paused = false;
    if (!victim.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("node" + number + " did not end within " + limit);
    }
  }

  private static ProcessBuilder.Redirect appending(Path file) {
    return ProcessBuilder.Redirect.appendTo(file.toFile());
  }
}
