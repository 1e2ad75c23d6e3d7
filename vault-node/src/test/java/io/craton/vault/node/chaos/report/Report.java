package io.craton.vault.node.chaos.report;

import io.craton.vault.node.chaos.load.Kind;
import io.craton.vault.node.chaos.load.Outcome;
import io.craton.vault.node.chaos.load.Recorder.Ended;
import io.craton.vault.node.chaos.load.Verdicts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The tables of a run.
///
/// @param calls in the order in which they ended
/// @param length of the run in nanoseconds
public record Report(List<Ended> calls, List<Window> windows, Verdicts verdicts, long length) {
  private static final long MILLI = 1_000_000;

  public Report {
    calls = List.copyOf(calls);
    windows = List.copyOf(windows);
  }

  /// Calls that were answered.
  public long answered() {
    return calls.stream()
        .filter(call -> call.outcome() == Outcome.OK || call.outcome() == Outcome.REFUSED)
        .count();
  }

  /// Answered calls a second.
  public double rate() {
    return answered() * 1e9 / Math.max(1, length);
  }

  /// The kinds of calls of which none succeeded.
  public List<Kind> neverDone() {
    return Arrays.stream(Kind.values())
        .filter(kind ->
            calls.stream().noneMatch(call -> call.kind() == kind && call.outcome() == Outcome.OK))
        .toList();
  }

  /// Those of the kinds of faults that were in no window.
  public List<String> without(List<String> kinds) {
    return kinds.stream()
        .filter(kind -> windows.stream().noneMatch(window -> window.kinds().contains(kind)))
        .toList();
  }

  /// All tables as text.
  public String text() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%d calls in %d s, %d answered (%.0f a second)"
            .formatted(calls.size(), Duration.ofNanos(length).toSeconds(), answered(), rate()));
    lines.add("");
    calls(lines);
    lines.add("");
    faults(lines);
    lines.add("");
    recovery(lines);
    lines.add("");
    lines.add(
        "revocations acknowledged: %d; later uses refused: %d; longest time from a revocation to a"
                .formatted(verdicts.revocations().revocations(), verdicts.revocations().refusals())
            + " success that began after it: %d ms"
                .formatted(verdicts.revocations().longestNanos() / MILLI));
    lines.add("histories judged: " + verdicts.histories());
    return String.join("\n", lines) + "\n";
  }

  private void calls(List<String> lines) {
    lines.add(
        "call           ok   refused    failed   unknown     wrong   p50 ms   p99 ms   max ms");
    for (Kind kind : Kind.values()) {
      Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
      List<Long> millis = new ArrayList<>();
      for (Ended call : calls) {
        if (call.kind() == kind) {
          counts.merge(call.outcome(), 1L, Long::sum);
          if (call.outcome() == Outcome.OK) {
            millis.add((call.at() - call.began()) / MILLI);
          }
        }
      }
      StringBuilder line = new StringBuilder("%-10s".formatted(kind));
      List<Outcome> columns =
          List.of(Outcome.OK, Outcome.REFUSED, Outcome.FAILED, Outcome.UNKNOWN, Outcome.WRONG);
      for (Outcome outcome : columns) {
        line.append(" %8d".formatted(counts.getOrDefault(outcome, 0L))).append(' ');
      }
      lines.add(line + percentiles(millis, 50, 99, 100));
    }
  }

  private void faults(List<String> lines) {
    lines.add(
        "fault            times  together with others   seconds  s to recover, median     max");
    Map<String, List<Window>> rows = new TreeMap<>();
    for (Window window : windows) {
      for (String kind : window.kinds()) {
        rows.computeIfAbsent(kind, key -> new ArrayList<>()).add(window);
      }
    }
    rows.forEach((kind, with) -> {
      List<Long> recoveries = with.stream().map(Window::recovery).sorted().toList();
      lines.add(
          "%-17s %4d  %20d  %8.1f  %20.1f  %6.1f"
              .formatted(
                  kind,
                  with.size(),
                  with.stream().filter(window -> window.kinds().size() > 1).count(),
                  with.stream().mapToLong(window -> window.mended() - window.began()).sum() / 1e9,
                  recoveries.get((recoveries.size() - 1) / 2) / 1e9,
                  recoveries.getLast() / 1e9));
    });
    lines.add("");
    lines.add("from s   broken s  to recover s  what");
    for (Window window : windows) {
      lines.add(
          "%6.0f  %9.1f  %12.1f  %s"
              .formatted(
                  window.began() / 1e9,
                  (window.mended() - window.began()) / 1e9,
                  window.recovery() / 1e9,
                  window.what()));
    }
  }

  /// From mending to the end of the first success that began after it.
  private void recovery(List<String> lines) {
    lines.add("ms from mended to success   windows      p50      p90      max");
    lines.add(
        row(
            "everything on every node",
            windows.stream().map(window -> window.recovery() / MILLI).toList()));
    Map<Kind, List<Long>> first = new EnumMap<>(Kind.class);
    for (int i = 0; i < windows.size(); i++) {
      long until = i + 1 < windows.size() ? windows.get(i + 1).began() : Long.MAX_VALUE;
      firstSuccesses(windows.get(i).mended(), until)
          .forEach(
              (kind, millis) -> first.computeIfAbsent(kind, key -> new ArrayList<>()).add(millis));
    }
    for (Kind kind : Kind.values()) {
      lines.add(row(kind + ", first on any", first.getOrDefault(kind, List.of())));
    }
  }

  /// Calls stand in the order of their ends.
  private Map<Kind, Long> firstSuccesses(long from, long until) {
    Map<Kind, Long> first = new EnumMap<>(Kind.class);
    for (Ended call : calls) {
      if (call.began() >= from && call.began() < until && call.outcome() == Outcome.OK) {
        first.putIfAbsent(call.kind(), (call.at() - from) / MILLI);
      }
    }
    return first;
  }

  private static String row(String name, List<Long> millis) {
    return "%-27s %7d".formatted(name, millis.size()) + percentiles(millis, 50, 90, 100);
  }

  private static String percentiles(List<Long> values, int... percents) {
    List<Long> sorted = values.stream().sorted().toList();
    StringBuilder line = new StringBuilder();
    for (int percent : percents) {
      String text =
          sorted.isEmpty() ? "-" : Long.toString(sorted.get((sorted.size() - 1) * percent / 100));
      line.append(" %8s".formatted(text));
    }
    return line.toString();
  }
}
