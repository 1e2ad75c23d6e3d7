package io.craton.vault.node.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A small process that outlives the tests by a moment: when the pipe from them closes, for
/// whatever reason, it kills the nodes it was told of and deletes the cluster's directory. Even a
/// test JVM that is killed leaves nothing behind.
public final class Reaper implements AutoCloseable {
  private static final String SCRIPT =
      """
      while read -r pid start; do pids+=("$pid $start"); done
      for entry in "${pids[@]}"; do
        read -r pid start <<<"$entry"
        stat="$(cat "/proc/$pid/stat" 2>/dev/null)" || continue
        set -- ${stat##*) }
        [[ "${20}" == "$start" ]] && kill -KILL "$pid"
      done
      rm --recursive --force -- "$DIRECTORY"
      """;

  private final Process process;
  private final OutputStream pipe;

  public Reaper(Path directory) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("setsid", "bash", "-c", SCRIPT)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("DIRECTORY", directory.toString());
    process = builder.start();
    pipe = process.getOutputStream();
  }

  /// Tells of a process; a later one with the same pid and another start time is left alone.
  public synchronized void watch(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    String start = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
    pipe.write((pid + " " + start + "\n").getBytes(StandardCharsets.US_ASCII));
    pipe.flush();
  }

  /// Returns when everything is gone.
  @Override
  public synchronized void close() throws IOException {
    pipe.close();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
