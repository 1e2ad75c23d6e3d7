package io.craton.vault.node.job;

import java.util.concurrent.atomic.AtomicLong;

/// How sealing values anew is doing on this node. Thread-safe.
public final class ResealStatus {
  private final AtomicLong resealed = new AtomicLong();
  private final AtomicLong failing = new AtomicLong();

  ResealStatus() {}

  /// Values that this node has had sealed anew since it started.
  public long resealed() {
    return resealed.get();
  }

  /// Values that did not open under the key they are sealed under, when this node, as leader, last
  /// tried; its log names them.
  public long failing() {
    return failing.get();
  }

  void add(int count) {
    resealed.addAndGet(count);
  }

  void failing(long count) {
    failing.set(count);
  }
}
