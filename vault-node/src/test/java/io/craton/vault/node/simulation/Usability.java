package io.craton.vault.node.simulation;

import java.time.Duration;

/// Whether something may be used, as far as clients can know from what they were told: revoked from
/// an acknowledged revocation on, until somebody asks for the contrary.
final class Usability {
  /// For how long a state that was fresh may be relied on within a request, from the end of the
  /// barrier that showed it.
  private static final Duration RELIED_ON = Duration.ofMillis(100);

  /// A barrier that takes longer is passed again.
  private static final Duration LONGEST_BARRIER = Duration.ofMillis(2_500);

  private int enabling;
  private long enabled;
  private boolean touched;
  private long revokedStep = Long.MAX_VALUE;
  private long revokedNanos = Long.MAX_VALUE;

  /// Somebody asks for a revocation.
  ///
  /// @return for [#revoked]
  long beginRevocation() {
    touched = true;
    return enabling > 0 ? -1 : enabled;
  }

  /// Somebody asks for a newer version, which revokes this one.
  ///
  /// @return for [#revoked]
  long beginSuperseding() {
    return enabling > 0 ? -1 : enabled;
  }

  /// The revocation was acknowledged.
  void revoked(World world, long begun) {
    if (begun == enabled && enabling == 0 && revokedStep == Long.MAX_VALUE) {
      revokedStep = world.steps();
      revokedNanos = world.nanos();
    }
  }

  /// Somebody asks that it may be used again; nobody knows when that takes effect.
  void beginEnabling() {
    touched = true;
    enabling++;
    enabled++;
    revokedStep = Long.MAX_VALUE;
    revokedNanos = Long.MAX_VALUE;
  }

  /// It has taken effect, or never will.
  void endEnabling() {
    enabling--;
  }

  /// Whether nobody ever asked for a change.
  boolean untouched() {
    return !touched;
  }

  /// A use of it has succeeded.
  ///
  /// @param startedStep when it was asked for
  void used(World world, long startedStep, String what) {
    boolean startedLater = revokedStep < startedStep;
    long barrier = Math.min(Coroutine.current().barrierNanos(), LONGEST_BARRIER.toNanos());
    boolean endedLater = world.nanos() - RELIED_ON.toNanos() - barrier > revokedNanos;
    if (startedLater || (revokedNanos != Long.MAX_VALUE && endedLater)) {
      throw new Violation(
          Invariant.REVOCATION,
          "%s succeeds %.3f s after its revocation was acknowledged%s"
              .formatted(
                  what,
                  (world.nanos() - revokedNanos) / 1e9,
                  startedLater ? ", and began after it" : ""));
    }
  }
}
