package io.craton.vault.node.chaos.check;

import java.util.Optional;

/// An API token: accepted from its minting to its revocation, and never again.
public final class TokenModel implements Model<TokenModel.State, TokenModel.TokenCall> {
  /// How far it is.
  public enum State {
    UNKNOWN,
    VALID,
    REVOKED
  }

  /// What is done with a token.
  public enum TokenCall {
    MINT,
    REVOKE,
    /// A request with it was let in.
    ACCEPTED,
    /// A request with it was refused.
    REFUSED
  }

  @Override
  public State initial() {
    return State.UNKNOWN;
  }

  @Override
  public Optional<State> step(State state, TokenCall call) {
    return switch (call) {
      case MINT -> state == State.UNKNOWN ? Optional.of(State.VALID) : Optional.empty();
      // Twice is once.
      case REVOKE -> state == State.UNKNOWN ? Optional.empty() : Optional.of(State.REVOKED);
      case ACCEPTED -> state == State.VALID ? Optional.of(state) : Optional.empty();
      case REFUSED -> state == State.VALID ? Optional.empty() : Optional.of(state);
    };
  }

  @Override
  public boolean observes(TokenCall call) {
    return call == TokenCall.ACCEPTED || call == TokenCall.REFUSED;
  }
}
