package io.craton.vault.core.service;

import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.command.Command.BootstrapRoot;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.token.TokenHash;
import java.util.Optional;

/// Mints API tokens: `pts_` and 32 random characters of `[a-z0-9]`, about 165 bits. The value is
/// returned once and kept nowhere. Thread-safe.
public final class TokenMint {
  private final Replica replica;
  private final Sources sources;

  public TokenMint(Replica replica, Sources sources) {
    this.replica = replica;
    this.sources = sources;
  }

  /// Mints the first token of the cluster, with every permission. Passes the read barrier, because
  /// a node knows what time it is only after that.
  ///
  /// @throws RequestRefused with `ALREADY_BOOTSTRAPPED` when there has been one
  public SecretBytes bootstrap(Deadline deadline) throws RequestRefused, Unavailable {
    replica.barrier().await(deadline);
    SecretBytes token = new ValueMint(sources.entropy()).token();
    Proposal proposal =
        new Proposal(
            sources.newProposalId(),
            Optional.empty(),
            Optional.empty(),
            sources.now(),
            new BootstrapRoot(TokenHash.ofToken(token.decodeUtf8())));
    try {
      Outcome outcome = replica.ledger().propose(proposal, deadline);
      if (outcome instanceof Outcome.Refused refused) {
        throw new RequestRefused(refused.rejection());
      }
      return token;
    } catch (RequestRefused | Unavailable e) {
      token.close();
      throw e;
    }
  }
}
