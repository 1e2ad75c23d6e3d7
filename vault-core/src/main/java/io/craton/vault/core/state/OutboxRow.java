package io.craton.vault.core.state;

import io.craton.vault.core.item.KeyRef;
import java.time.Instant;

/// An effect on the outside world that a committed entry asked for: the object of a key in the HSM
/// is to be destroyed.
///
/// @param number from 1, in order of the log
/// @param queuedAt log time
public record OutboxRow(long number, KeyRef destroy, Instant queuedAt) {}
