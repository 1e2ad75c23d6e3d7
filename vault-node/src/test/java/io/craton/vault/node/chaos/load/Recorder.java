package io.craton.vault.node.chaos.load;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/// The history of a run: a line for the beginning of each call and one for its end, as they come,
/// in a compressed file; and in memory what the report needs. Times are nanoseconds since the
/// beginning of the run. Values are those of the run itself; tokens stand by their ids.
/// Thread-safe.
public final class Recorder implements AutoCloseable {
  private static final int MOST_WRONG = 100;

  private final long zero = System.nanoTime();
  private final BufferedWriter file;
  private final List<Ended> ended = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();
  private long calls;
  private long attemptsFailed;

  /// Begins a record.
  ///
  /// @param target of the history
  public Recorder(Path target) throws IOException {
    file =
        new BufferedWriter(
            new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(target), true), StandardCharsets.UTF_8));
    file.write(
        "# begin\tcall\tkind\tnode\tthing\ttime, or end\tcall\toutcome\tnode\ttime\tdetail\n");
  }

  /// A call that has begun.
  public record Begun(long call, Kind kind, String thing, long at) {}

  /// A call that has ended.
  ///
  /// @param node that answered last, or did not
  public record Ended(Kind kind, int node, long began, long at, Outcome outcome) {}

  /// Nanoseconds since the beginning of the run.
  public long now() {
    return System.nanoTime() - zero;
  }

  /// A call begins now.
  synchronized Begun begin(Kind kind, int node, String thing) {
    Begun begun = new Begun(++calls, kind, thing, now());
    line("begin\t%d\t%s\t%d\t%s\t%d", begun.call, kind, node, thing, begun.at);
    return begun;
  }

  /// It ends now.
  ///
  /// @return when that is
  synchronized long end(Begun begun, Outcome outcome, int node, String detail) {
    long at = now();
    line("end\t%d\t%s\t%d\t%d\t%s", begun.call, outcome, node, at, detail);
    ended.add(new Ended(begun.kind, node, begun.at, at, outcome));
    if (outcome == Outcome.WRONG) {
      wrong("%s of %s on node%d: %s".formatted(begun.kind, begun.thing, node, detail));
    }
    return at;
  }

  /// An attempt of a call failed, and another one follows.
  synchronized void attemptFailed() {
    attemptsFailed++;
  }

  /// Something is not as it must be.
  synchronized void wrong(String what) {
    if (wrong.size() < MOST_WRONG) {
      wrong.add(what);
    }
  }

  public synchronized List<Ended> ended() {
    return List.copyOf(ended);
  }

  /// The calls that ended since then, the last one first.
  public synchronized List<Ended> endedSince(long time) {
    int from = ended.size();
    while (from > 0 && ended.get(from - 1).at() >= time) {
      from--;
    }
    return List.copyOf(ended.subList(from, ended.size())).reversed();
  }

  public synchronized List<String> wrong() {
    return List.copyOf(wrong);
  }

  /// Attempts that failed and were made again.
  public synchronized long attemptsFailed() {
    return attemptsFailed;
  }

  /// Writes a remark into the history.
  public synchronized void remark(String what) {
    line("# %d\t%s", now(), what);
  }

  /// Has everything so far in the file, whatever becomes of the run.
  public synchronized void flush() throws IOException {
    file.flush();
  }

  @SuppressWarnings("AnnotateFormatMethod")
  private void line(String text, Object... arguments) {
    try {
      file.write(text.formatted(arguments));
      file.newLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    file.close();
  }
}
