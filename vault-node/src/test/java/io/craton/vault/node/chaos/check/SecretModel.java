package io.craton.vault.node.chaos.check;

import java.util.Optional;

/// A secret: a register of its current value, and a counter of its versions.
public final class SecretModel implements Model<SecretModel.State, SecretModel.SecretCall> {
  /// What a secret is at one moment.
  ///
  /// @param versions 0 before it is stored
  public record State(int versions, String value, boolean deleted) {}

  /// What is done with a secret. A version of 0 was not answered.
  public sealed interface SecretCall {
    record Store(String value) implements SecretCall {}

    record Rotate(String value, int version) implements SecretCall {}

    record Read(int version, String value) implements SecretCall {}

    record Delete() implements SecretCall {}

    /// Any call that was told that there is no such secret.
    record Missed() implements SecretCall {}
  }

  @Override
  public State initial() {
    return new State(0, "", false);
  }

  @Override
  public Optional<State> step(State state, SecretCall call) {
    boolean there = state.versions > 0 && !state.deleted;
    return switch (call) {
      case SecretCall.Store(String value) ->
          state.versions == 0 ? Optional.of(new State(1, value, false)) : Optional.empty();
      case SecretCall.Rotate(String value, int version) ->
          there && (version == 0 || version == state.versions + 1)
              ? Optional.of(new State(state.versions + 1, value, false))
              : Optional.empty();
      case SecretCall.Read(int version, String value) ->
          there && version == state.versions && value.equals(state.value)
              ? Optional.of(state)
              : Optional.empty();
      case SecretCall.Delete() ->
          there ? Optional.of(new State(state.versions, "", true)) : Optional.empty();
      case SecretCall.Missed() -> there ? Optional.empty() : Optional.of(state);
    };
  }

  @Override
  public boolean observes(SecretCall call) {
    return switch (call) {
      case SecretCall.Read(int _, String _), SecretCall.Missed() -> true;
      case SecretCall.Store(String _), SecretCall.Rotate(String _, int _), SecretCall.Delete() ->
          false;
    };
  }
}
