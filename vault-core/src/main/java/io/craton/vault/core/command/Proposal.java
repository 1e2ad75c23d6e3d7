package io.craton.vault.core.command;

import io.craton.vault.core.id.ProposalId;
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
public record Proposal(
    ProposalId id,
    Optional<TokenHash> actor,
    Optional<RequestTag> tag,
    Instant proposedAt,
    Command command) {}
