package io.craton.vault.consensus.clock;

import java.time.Duration;

/// How far clocks are from the time that a majority supports; positive when ahead.
///
/// @param own of this node's own clock
/// @param widest of the voter's that is furthest off, this node among them, as far as they were
///   heard lately; what a network delay may explain is not counted
public record Skew(Duration own, Duration widest) {}
