package io.craton.vault.node.job;

import java.time.Duration;
import java.time.Instant;

/// What the last sweep of this leader found.
///
/// @param at when it ended, by this node's clock
/// @param took how long it took
/// @param missingKeys keys that the state needs and the HSM does not have
/// @param orphansLeft keys that nothing refers to and that were left alone, because they were more
///   than may be removed
public record SweepReport(Instant at, Duration took, int missingKeys, int orphansLeft) {}
