package io.craton.vault.core.state;

import java.time.Instant;

/// Says of a state that it was restored from a backup, by the last of those who did.
///
/// No command writes it: it is in the files that a restored cluster begins with, on every node, and
/// nothing that is decided depends on it.
///
/// @param at when, in whole seconds, by the clock of the machine that restored it
/// @param keysFromSecond in seconds since 1970: what the HSM held when the state was restored says
///   that it was made earlier. The state cannot know whose it is, since it may have been made after
///   the backup, and must not remove it
public record Restoration(Instant at, long keysFromSecond) {}
