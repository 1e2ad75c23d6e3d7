package io.craton.vault.consensus.rocks;

/// A fingerprint of the whole state. Two nodes with the same `applied` have the same `sha256`, or
/// one of them is wrong.
///
/// @param applied the log position at which the state was read
/// @param sha256 over all column families, keys and values in order, in lower-case hexadecimal
public record StateDigest(Applied applied, String sha256) {}
