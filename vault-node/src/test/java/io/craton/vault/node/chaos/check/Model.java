package io.craton.vault.node.chaos.check;

import java.util.Optional;

/// What one object would do if calls came one after the other.
///
/// @param <S> its states, values with `equals`
/// @param <C> calls with their answers
public interface Model<S, C> {
  S initial();

  /// The state after the call; nothing when the object cannot have answered so in that state. A
  /// call without an answer is one that the object would have accepted.
  Optional<S> step(S state, C call);

  /// Whether the call leaves every state as it is, whatever it is answered.
  boolean observes(C call);
}
