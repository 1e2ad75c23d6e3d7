package io.craton.vault.node.simulation;

/// A bug planted on purpose, to see that the invariants notice: each is one that a change of the
/// product could bring in.
enum Mutation {
  NONE(Invariant.NO_FAULTS),
  /// A node passes over an entry of the log now and then.
  SKIP_ENTRY(Invariant.STATE_DIGESTS),
  /// A node decides an entry by its own clock instead of the entry's.
  DECIDE_BY_OWN_CLOCK(Invariant.STATE_DIGESTS),
  /// The state and its position in the log are not written together.
  APPLY_WITHOUT_INDEX(Invariant.STATE_DIGESTS),
  /// A leader answers when it has taken an entry, not when a majority has it.
  ACKNOWLEDGE_BEFORE_COMMIT(Invariant.ACKNOWLEDGED_WRITES),
  /// A follower says that it has an entry before its disk has it.
  NO_SYNC(Invariant.ACKNOWLEDGED_WRITES),
  /// The header of an item that was rotated is not written, its version is.
  FORGET_HEADER(Invariant.VERSION_NUMBERS),
  /// A node reads what it has, without asking the others.
  NO_BARRIER(Invariant.REVOCATION),
  /// A node looks at the state once in a request, and relies on that until it is over.
  NO_SECOND_LOOK(Invariant.REVOCATION),
  /// A rotation by policy is taken for whatever version is the current one.
  ROTATE_WITHOUT_EXPECTATION(Invariant.ONE_ROTATION),
  /// A node stamps by its own clock, not by those of a majority.
  OWN_CLOCK(Invariant.NO_EARLY_DESTRUCTION),
  /// A key is destroyed in the HSM before the log has its end.
  DESTROY_BEFORE_COMMIT(Invariant.NO_EARLY_DESTRUCTION),
  /// A handle that was kept over a start of the library means another key.
  STALE_HANDLE(Invariant.SIGNATURE_KEYS),
  /// The outbox counts a key as destroyed that is not.
  DESTROY_NOTHING(Invariant.HSM_MATCHES_STATE),
  /// Nobody looks for orphans.
  NO_SWEEP(Invariant.HSM_MATCHES_STATE),
  /// The log does not remember what requests came to.
  FORGET_OUTCOMES(Invariant.IDEMPOTENT_RETRIES),
  /// The log remembers what a request came to for the attempt that brought it about only: an
  /// earlier one may still come. This bug was there until the simulation found it.
  FORGET_NAMED_ATTEMPTS(Invariant.IDEMPOTENT_RETRIES),
  /// A sealed value is bound to nothing that can be checked: it opens as another.
  DAMAGE_SEALED(Invariant.NO_FAULTS);

  private final Invariant breaks;

  Mutation(Invariant breaks) {
    this.breaks = breaks;
  }

  /// What it is made to break, and has to be noticed by.
  Invariant breaks() {
    return breaks;
  }
}
