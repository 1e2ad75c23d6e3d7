package io.craton.vault.node.chaos.world;

import io.craton.vault.node.cluster.Program;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One node: a process, its directory, and what can be done to them. Thread-safe: faults, the
/// supervisor and the end of the run meet here.
public final class ChaosNode {
  private static final int END_SECONDS = 40;
  private static final int LOG_TAIL_CHARS = 4_000;

  private final int number;
  private final Path directory;
  private final Launch launch;
  private final FaultControl control;
  private final Path tokens;
  private final Path log;
  private @Nullable Process process;
  private boolean wanted;
  private boolean paused;

  /// How a node is started.
  interface Launch {
    Process start(ChaosNode node) throws IOException;
  }

  /// @param tokens where the HSM's library looks for its token: a link that can be taken away
  /// @param log outlives the node and its directory
  ChaosNode(
      int number, Path directory, Launch launch, FaultControl control, Path tokens, Path log) {
    this.number = number;
    this.directory = directory;
    this.launch = launch;
    this.control = control;
    this.tokens = tokens;
    this.log = log;
  }

  public int number() {
    return number;
  }

  public String name() {
    return "node" + number;
  }

  public Path data() {
    return directory.resolve("data");
  }

  public Path log() {
    return log;
  }

  Path configuration() {
    return directory.resolve("craton.yaml");
  }

  Path tokenConfiguration() {
    return directory.resolve("softhsm2.conf");
  }

  public FaultControl control() {
    return control;
  }

  /// How many libraries in its process do what [#control()] says; none when it does not run.
  public synchronized long listeners() throws IOException {
    Process target = process;
    if (target == null || !target.isAlive()) {
      return 0;
    }
    String file = control.file().toString();
    try (Stream<String> maps = Files.lines(Path.of("/proc", Long.toString(target.pid()), "maps"))) {
      return maps.filter(line -> line.endsWith(file)).count();
    }
  }

  /// The way to the HSM, a symbolic link.
  public Path tokens() {
    return tokens;
  }

  public synchronized boolean running() {
    return process != null && process.isAlive();
  }

  public synchronized boolean paused() {
    return paused;
  }

  /// Starts it; from now on it is to run, and whoever supervises it starts it again.
  public synchronized void start() throws IOException {
    wanted = true;
    if (!running()) {
      process = launch.start(this);
      paused = false;
    }
  }

  /// Starts it once more, if it is still to run and does not.
  ///
  /// @param emptied whether it loses what it has before
  synchronized void startAgain(boolean emptied) throws IOException {
    if (wanted && !running()) {
      if (emptied) {
        wipe();
      }
      start();
    }
  }

  /// SIGKILL; returns when the process is gone.
  public synchronized void kill() throws InterruptedException {
    wanted = false;
    paused = false;
    if (process != null && process.isAlive()) {
      process.destroyForcibly();
      end(process);
    }
  }

  /// SIGTERM; returns when the process is gone.
  ///
  /// @return how it ended; nothing when it did not run
  public synchronized OptionalInt stop() throws InterruptedException {
    wanted = false;
    resume();
    if (process == null || !process.isAlive()) {
      return OptionalInt.empty();
    }
    process.destroy();
    end(process);
    return OptionalInt.of(process.exitValue());
  }

  /// Nobody starts it again when it ends.
  public synchronized void letGo() {
    wanted = false;
  }

  /// SIGSTOP, if it runs.
  public synchronized void pause() {
    if (running() && !paused) {
      signal("STOP");
      paused = true;
    }
  }

  /// SIGCONT, if it was paused.
  public synchronized void resume() {
    if (paused && running()) {
      signal("CONT");
    }
    paused = false;
  }

  /// How it ended, if it was to run and does not.
  synchronized OptionalInt endedUnasked() {
    return wanted && process != null && !process.isAlive()
        ? OptionalInt.of(process.exitValue())
        : OptionalInt.empty();
  }

  /// Waits for the end of a node that ends by itself.
  public OptionalInt awaitEnd(Duration limit) throws InterruptedException {
    Process ending;
    synchronized (this) {
      ending = process;
    }
    if (ending == null) {
      return OptionalInt.empty();
    }
    return ending.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)
        ? OptionalInt.of(ending.exitValue())
        : OptionalInt.empty();
  }

  /// Deletes what is in the data directory of a node that does not run.
  public synchronized void wipe() throws IOException {
    if (running()) {
      throw new IllegalStateException(name() + " still runs");
    }
    if (!Files.exists(data())) {
      return;
    }
    try (Stream<Path> files = Files.walk(data())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(data())) {
          Files.delete(file);
        }
      }
    }
  }

  /// The files in its data directory that are not empty.
  public List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(data())) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toFile().length() > 0)
          .sorted()
          .toList();
    }
  }

  /// Keeps its disk full to the last byte, as far as it can.
  public void fillDisk() throws IOException {
    try (FileChannel channel =
        FileChannel.open(filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      ByteBuffer chunk = ByteBuffer.allocate(1 << 20);
      int written;
      do {
        written = channel.write(chunk.clear());
      } while (written > 0);
    } catch (IOException e) {
      if (Files.getFileStore(data()).getUsableSpace() > 1 << 20) {
        throw e;
      }
    }
  }

  /// Gives the room back.
  public void emptyDisk() throws IOException {
    Files.deleteIfExists(filler());
  }

  private Path filler() {
    return data().resolve("filler");
  }

  /// The end of its log.
  public String logTail() {
    try {
      String log = Files.readString(log(), StandardCharsets.UTF_8);
      return log.substring(Math.max(0, log.length() - LOG_TAIL_CHARS));
    } catch (IOException e) {
      return "no log: " + e;
    }
  }

  private void signal(String name) {
    Process target = process;
    if (target != null) {
      String said = Program.of("bash", "-c", "kill -" + name + " " + target.pid()).run();
      assert said.isEmpty();
    }
  }

  private void end(Process victim) throws InterruptedException {
    if (!victim.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException(name() + " did not end within " + END_SECONDS + " s");
    }
  }
}
