package io.craton.vault.core.command;

import io.craton.vault.core.id.ProposalId;
import io.craton.vault.core.id.SweepGeneration;
import io.craton.vault.core.token.TokenHash;
import java.time.Instant;
import java.util.Optional;

/// A command on its way into the log.
///
/// @param id names this proposal; the log may hold it twice, it takes effect once
/// @param actor the token it is done with, checked again when it is decided; empty for what the
///   cluster does by itself
/// @param tag how retries of the same request are recognised; empty for what no client asked for
/// @param proposedAt the time as the proposing node knows it; log time when that is later
/// @param keysFrom the generation that the proposing node had applied *before* it asked the HSM for
///   the key that the command brings along; without meaning for commands that bring none
public record Proposal(
    ProposalId id,
    Optional<TokenHash> actor,
    Optional<RequestTag> tag,
    Instant proposedAt,
    Command command,
    SweepGeneration keysFrom) {
  /// Of a command that brings no key. One that does is refused as too old from the second sweep of
  /// the cluster on: forgetting the generation never costs a key that is in use.
  public Proposal(
      ProposalId id,
      Optional<TokenHash> actor,
      Optional<RequestTag> tag,
      Instant proposedAt,
      Command command) {
    this(id, actor, tag, proposedAt, command, SweepGeneration.FIRST);
  }
}
