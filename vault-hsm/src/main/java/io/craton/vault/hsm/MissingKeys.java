package io.craton.vault.hsm;

import io.craton.vault.core.bytes.Bytes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Which keys were looked for in vain, and whether a fresh start of the library may find them.
///
/// A library can be blind to a key that another process made while this one was looking: SoftHSM
/// was seen to stay so until it was started again. So a key that the state holds counts as gone
/// only when a library that was started since it was first missed does not have it either; then it
/// is not looked for again for a while. Thread-safe.
final class MissingKeys {
  /// How long a key that a fresh start did not show counts as gone.
  private static final Duration GONE = Duration.ofSeconds(30);

  /// Keys remembered; a token that lacks more has another problem.
  private static final int KEYS = 10_000;

  private final LongSupplier nanoTime;
  private final Map<Bytes, Missed> missed = new ConcurrentHashMap<>();
  private final AtomicLong nextStart;

  MissingKeys(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.nextStart = new AtomicLong(nanoTime.getAsLong());
  }

  /// What to do about a key that was not found.
  enum Advice {
    /// Nobody has said that it must be there: ask the state.
    ASK,
    /// Start the library again, then look again.
    START,
    /// Others have just had it started: look again in a moment.
    WAIT,
    /// It is gone.
    GONE
  }

  private record Missed(int initialisation, long atNanos, boolean expected) {
    Missed andExpected() {
      return new Missed(initialisation, atNanos, true);
    }
  }

  /// Advice on a key that the library does not show in its `initialisation`th start.
  Advice missed(Bytes keyId, int initialisation) {
    long now = nanoTime.getAsLong();
    if (missed.size() >= KEYS) {
      missed.clear();
    }
    Missed first =
        missed.compute(
            keyId,
            (id, known) ->
                known == null || now - known.atNanos > GONE.toNanos()
                    ? new Missed(initialisation, now, false)
                    : known);
    if (!first.expected) {
      return Advice.ASK;
    }
    if (first.initialisation != initialisation) {
      return Advice.GONE;
    }
    long due = nextStart.get();
    return now - due >= 0 && nextStart.compareAndSet(due, now + HsmLimits.RESTART_PAUSE.toNanos())
        ? Advice.START
        : Advice.WAIT;
  }

  /// The state holds the key, which was missed.
  void expect(Bytes keyId) {
    missed.computeIfPresent(keyId, (id, known) -> known.andExpected());
  }

  /// The key is there.
  void found(Bytes keyId) {
    missed.remove(keyId);
  }
}
