package io.craton.vault.bench.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A cluster that `scripts/quickstart` has started. The script says which process leads, and knows
/// only those that it has started itself.
final class QuickstartCluster implements Victims {
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final Pattern LEADER = Pattern.compile("node\\d+ +pid (\\d+) +ready +leader .*");

  private final Path script;
  private final Path directory;
  private final Path log;

  /// @param script `scripts/quickstart`
  /// @param directory of the cluster
  /// @param log gets what the script says
  QuickstartCluster(Path script, Path directory, Path log) {
    this.script = script;
    this.directory = directory;
    this.log = log;
  }

  @Override
  public Kill killLeader() throws IOException, InterruptedException {
    run("--status");
    long pid = leader(Files.readAllLines(log));
    ProcessHandle leader =
        ProcessHandle.of(pid).orElseThrow(() -> new IOException("no process " + pid));
    long before = System.nanoTime();
    if (!leader.destroyForcibly()) {
      throw new IOException("process " + pid + " cannot be killed");
    }
    return new Kill(before, System.nanoTime());
  }

  @Override
  public void restore() throws IOException, InterruptedException {
    run();
  }

  /// The process that leads, in what `--status` prints.
  static long leader(List<String> status) throws IOException {
    Optional<Matcher> line =
        status.stream().map(LEADER::matcher).filter(Matcher::matches).findFirst();
    if (line.isEmpty()) {
      throw new IOException("no node leads: " + String.join("; ", status));
    }
    return Long.parseLong(line.get().group(1));
  }

  private void run(String... options) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(script.toString(), "--dir", directory.toString()));
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(script + " did not end within " + LONGEST);
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          script + " failed: " + Files.readString(log, StandardCharsets.UTF_8).strip());
    }
  }
}
