package io.craton.vault.node.chaos.report;

import java.util.List;

/// A time in which something was broken. Times are those of the history.
///
/// @param kinds of the faults
/// @param what for people
/// @param mended when nothing was broken any more
/// @param recovered when every node had answered calls of every frequent kind that began after that
/// @param members at its end
public record Window(
    List<String> kinds,
    String what,
    long began,
    long mended,
    long recovered,
    List<Integer> members) {
  public Window {
    kinds = List.copyOf(kinds);
    members = List.copyOf(members);
  }

  /// How long it took to come back.
  public long recovery() {
    return recovered - mended;
  }
}
