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
  private static final String PREFIX = "pts_";
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final int RANDOM_CHARS = 32;

  /// The largest multiple of the alphabet's size in a byte: higher values are thrown away, so that
  /// every character is equally likely.
  private static final int FAIR_BELOW = 256 - 256 % ALPHABET.length();

  private final Replica replica;
  private final Sources sources;

  public TokenMint(Replica replica, Sources sources) {
    this.replica = replica;
    this.sources = sources;
  }

  /// Mints the first token of the cluster, with every permission.
  ///
  /// @throws RequestRefused with `ALREADY_BOOTSTRAPPED` when there has been one
  public SecretBytes bootstrap(Deadline deadline) throws RequestRefused, Unavailable {
    String token = newToken();
    Proposal proposal =
        new Proposal(
            sources.newProposalId(),
            Optional.empty(),
            Optional.empty(),
            sources.now(),
            new BootstrapRoot(TokenHash.ofToken(token)));
    Outcome outcome = replica.ledger().propose(proposal, deadline);
    if (outcome instanceof Outcome.Refused refused) {
      throw new RequestRefused(refused.rejection());
    }
    return SecretBytes.utf8(token);
  }

  private String newToken() {
    StringBuilder token = new StringBuilder(PREFIX);
    while (token.length() < PREFIX.length() + RANDOM_CHARS) {
      for (byte random : sources.entropy().bytes(RANDOM_CHARS)) {
        int value = random & 0xff;
        if (value < FAIR_BELOW && token.length() < PREFIX.length() + RANDOM_CHARS) {
          token.append(ALPHABET.charAt(value % ALPHABET.length()));
        }
      }
    }
    return token.toString();
  }
}
