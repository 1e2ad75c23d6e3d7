package io.craton.vault.node.chaos.load;

/// What a client knows of a call when it has ended.
public enum Outcome {
  OK,
  /// The vault said no for the state of the thing, which is an answer like others.
  REFUSED,
  /// A read without an answer, or told to come again: nothing is known by it.
  FAILED,
  /// A change without an answer, or told to come again: it may happen yet, or have happened.
  UNKNOWN,
  /// An answer that a vault must not give.
  WRONG
}
