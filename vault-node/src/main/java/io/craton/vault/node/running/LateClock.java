package io.craton.vault.node.running;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// The time of the vault for those who are there before it: until [#attach] it is [Instant#EPOCH],
/// which is no time at all. Log time takes the place of an earlier one, and whoever compares times
/// passes the read barrier first, which this node's own clock does not open. Thread-safe.
final class LateClock implements InstantSource {
  private final AtomicReference<InstantSource> attached =
      new AtomicReference<>(InstantSource.fixed(Instant.EPOCH));

  void attach(InstantSource clock) {
    attached.set(clock);
  }

  @Override
  public Instant instant() {
    return attached.get().instant();
  }

  /// This time as soon as it is one, and that of `own` before.
  InstantSource after(InstantSource own) {
    return () -> {
      Instant time = instant();
      return time.equals(Instant.EPOCH) ? own.instant() : time;
    };
  }
}
