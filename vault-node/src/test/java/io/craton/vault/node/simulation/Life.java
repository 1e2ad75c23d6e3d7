package io.craton.vault.node.simulation;

import java.util.ArrayList;
import java.util.List;

/// From the start of a process to its end. What belongs to one that has ended never happens; what
/// belongs to one that stands still happens when it goes on.
final class Life {
  private final List<Runnable> held = new ArrayList<>();
  private boolean over;
  private boolean standing;

  /// Does it now, later or never.
  void run(Runnable action) {
    if (over) {
      return;
    }
    if (standing) {
      held.add(action);
    } else {
      action.run();
    }
  }

  void end() {
    over = true;
    held.clear();
  }

  boolean isOver() {
    return over;
  }

  boolean isStanding() {
    return standing;
  }

  void standStill() {
    standing = true;
  }

  /// Returns what was held up, in its order.
  List<Runnable> goOn() {
    standing = false;
    List<Runnable> late = List.copyOf(held);
    held.clear();
    return late;
  }
}
