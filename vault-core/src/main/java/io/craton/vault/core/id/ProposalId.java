package io.craton.vault.core.id;

import io.craton.vault.core.bytes.Bytes;

/// Names one proposal to the replicated log. Two log entries with the same proposal id are the same
/// proposal, sent twice; only the first has an effect.
public record ProposalId(Bytes value) {
  /// Length in bytes.
  public static final int SIZE = 16;

  /// @throws IllegalArgumentException unless `value` has 16 bytes
  public ProposalId {
    if (value.size() != SIZE) {
      throw new IllegalArgumentException("expected 16 bytes, found " + value.size());
    }
  }

  /// Takes 16 bytes from a secure random source.
  public static ProposalId of(byte[] random) {
    return new ProposalId(Bytes.copyOf(random));
  }

  @Override
  public String toString() {
    return value.toHex();
  }
}
