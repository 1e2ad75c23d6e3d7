package io.craton.vault.core.service;

import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.ProposalId;
import io.craton.vault.core.id.TokenId;
import io.craton.vault.core.port.Entropy;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/// The time and the randomness of a node: where nondeterminism comes from, before the log. What is
/// put into commands and what expiry is compared with comes from a clock that counts those of a
/// majority, not from the node's own.
public record Sources(InstantSource clock, Entropy entropy) {
  /// Now, cut to microseconds: the precision of the API.
  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  ItemId newItemId() {
    return ItemId.of(entropy.bytes(ItemId.SIZE));
  }

  TokenId newTokenId() {
    return TokenId.of(entropy.bytes(TokenId.SIZE));
  }

  ProposalId newProposalId() {
    return ProposalId.of(entropy.bytes(ProposalId.SIZE));
  }
}
