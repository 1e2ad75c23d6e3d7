package io.craton.vault.core.state;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.id.IdempotencyKey;
import io.craton.vault.core.id.ProposalId;
import java.time.Instant;

/// The outcome of an accepted request, remembered for its retries.
///
/// @param key under which a retry asks for it
/// @param proposal which proposal it was that had this outcome
/// @param fingerprint HMAC-SHA-256, keyed with the token, of what was asked for, so that another
///   request under the same key is noticed
/// @param recordedAt log time
public record RecordedOutcome(
    IdempotencyKey key,
    ProposalId proposal,
    Bytes fingerprint,
    Instant recordedAt,
    Outcome outcome) {}
