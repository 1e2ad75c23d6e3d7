package io.craton.vault.consensus.rocks;

/// Up to where the log has been applied.
///
/// @param term the term of the last applied entry
/// @param index its index; [#NOTHING] before the first
public record Applied(long term, long index) {
  /// No entry has been applied.
  public static final Applied NOTHING = new Applied(0, -1);
}
