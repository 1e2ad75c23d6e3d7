package io.craton.vault.node.job;

import java.time.Duration;

/// What the operator says of the sweep.
///
/// @param interval between two sweeps; longer than a request takes
/// @param removalLimit orphans that one sweep removes at most; of more it removes none
public record SweepSettings(Duration interval, int removalLimit) {}
