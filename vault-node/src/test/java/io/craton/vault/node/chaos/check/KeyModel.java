package io.craton.vault.node.chaos.check;

import java.util.Optional;

/// A signing key: a counter of its versions, and the register of revocations. Only the current
/// version can be usable: rotation deactivates the one before.
public final class KeyModel implements Model<KeyModel.State, KeyModel.KeyCall> {
  /// What a key is at one moment.
  ///
  /// @param versions 0 before it is generated
  /// @param usable the current version
  public record State(int versions, boolean usable, boolean deleted) {}

  /// What is done with a key. A version of 0 was not answered; of a request, that it named none.
  public sealed interface KeyCall {
    record Generate() implements KeyCall {}

    record Rotate(int version) implements KeyCall {}

    record Suspend() implements KeyCall {}

    record Activate() implements KeyCall {}

    /// A signature was given.
    ///
    /// @param signed the version that signed
    record Sign(int asked, int signed) implements KeyCall {}

    /// It was refused for the state of the version.
    record SignRefused(int asked) implements KeyCall {}

    record Delete() implements KeyCall {}

    /// Any call that was told that there is no such key.
    record Missed() implements KeyCall {}
  }

  @Override
  public State initial() {
    return new State(0, false, false);
  }

  @Override
  public Optional<State> step(State state, KeyCall call) {
    boolean there = state.versions > 0 && !state.deleted;
    return switch (call) {
      case KeyCall.Generate() -> when(state.versions == 0, new State(1, true, false));
      case KeyCall.Rotate(int version) ->
          when(
              there && (version == 0 || version == state.versions + 1),
              new State(state.versions + 1, true, false));
      case KeyCall.Suspend() -> when(there, new State(state.versions, false, false));
      case KeyCall.Activate() -> when(there, new State(state.versions, true, false));
      case KeyCall.Sign(int asked, int signed) ->
          when(
              there && state.usable && signed == state.versions && (asked == 0 || asked == signed),
              state);
      case KeyCall.SignRefused(int asked) ->
          when(there && (!state.usable || (asked != 0 && asked != state.versions)), state);
      case KeyCall.Delete() -> when(there, new State(state.versions, false, true));
      case KeyCall.Missed() -> when(!there, state);
    };
  }

  @Override
  public boolean observes(KeyCall call) {
    return switch (call) {
      case KeyCall.Sign(int _, int _), KeyCall.SignRefused(int _), KeyCall.Missed() -> true;
      case KeyCall.Generate(),
          KeyCall.Rotate(int _),
          KeyCall.Suspend(),
          KeyCall.Activate(),
          KeyCall.Delete() ->
          false;
    };
  }

  private static Optional<State> when(boolean possible, State next) {
    return possible ? Optional.of(next) : Optional.empty();
  }
}
