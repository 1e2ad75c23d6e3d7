package io.craton.vault.consensus.clock;

import io.craton.vault.consensus.membership.PeerStatus.Clocks;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// What a peer said about the time, and when it said it by this node's monotonic clock: after the
/// question left and before the answer came, and nothing closer is known.
///
/// @param clocks what it said
/// @param askedNanos when the question left
/// @param answeredNanos when the answer was here
record ClockReading(Clocks clocks, long askedNanos, long answeredNanos) {
  /// A question that took longer brings no reading: a node may have stood still in between. No
  /// round waits longer for an answer.
  static final Duration LONGEST_QUESTION = Duration.ofMillis(500);

  /// A peer that has said nothing for that long counts as silent: ten rounds of a node with nothing
  /// to do.
  static final Duration FRESH = Duration.ofSeconds(10);

  /// The part of a time span by which two monotonic clocks may disagree about it: 500 ppm is the
  /// most by which Linux lets NTP speed a clock up or slow it down.
  private static final long DRIFT = 2_000;

  /// True when the answer came soon enough.
  boolean usable() {
    return answeredNanos - askedNanos <= LONGEST_QUESTION.toNanos();
  }

  boolean fresh(long nowNanos) {
    return nowNanos - answeredNanos <= FRESH.toNanos();
  }

  /// The peer's clock shows at least that now.
  long earliest(long nowNanos) {
    return aged(clocks.ownMicros(), answeredNanos, nowNanos);
  }

  /// The peer's clock shows at most that now, one microsecond on for what was rounded away.
  long latest(long nowNanos) {
    long elapsed = micros(nowNanos - askedNanos);
    return clocks.ownMicros() + elapsed + elapsed / DRIFT + 2;
  }

  /// The clocks of a majority have reached that by now, as the peer knows; `UNKNOWN` when it does
  /// not.
  long majority(long nowNanos) {
    long micros = clocks.quorumMicros();
    return micros == Clocks.UNKNOWN ? micros : aged(micros, answeredNanos, nowNanos);
  }

  /// A time that was reached at `thenNanos`, carried on by the monotonic clock, never ahead of a
  /// clock that showed it then.
  static long aged(long micros, long thenNanos, long nowNanos) {
    long elapsed = micros(nowNanos - thenNanos);
    return micros + elapsed - (elapsed + DRIFT - 1) / DRIFT;
  }

  private static long micros(long nanos) {
    return TimeUnit.NANOSECONDS.toMicros(Math.max(0, nanos));
  }
}
