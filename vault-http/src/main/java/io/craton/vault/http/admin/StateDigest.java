package io.craton.vault.http.admin;

/// A hash over the whole state at one index of the log.
///
/// @param hex lower-case hexadecimal
public record StateDigest(long index, long term, String hex) {}
