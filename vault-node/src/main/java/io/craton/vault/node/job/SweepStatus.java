package io.craton.vault.node.job;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// How the sweep is doing on this node. Thread-safe.
public final class SweepStatus {
  private final AtomicLong removed = new AtomicLong();
  private final AtomicReference<Optional<SweepReport>> last =
      new AtomicReference<>(Optional.empty());

  SweepStatus() {}

  /// Objects that this node has had destroyed as orphans since it started.
  public long removed() {
    return removed.get();
  }

  /// The last sweep; empty on a node that does not lead, and before the first sweep of a leader.
  public Optional<SweepReport> last() {
    return last.get();
  }

  void addRemoved(int count) {
    removed.addAndGet(count);
  }

  void ended(SweepReport report) {
    last.set(Optional.of(report));
  }

  /// Who does not lead does not know.
  void forget() {
    last.set(Optional.empty());
  }
}
