package io.craton.vault.consensus.membership;

import io.craton.vault.consensus.NodeName;
import java.util.HexFormat;
import java.util.Optional;

/// One life of a node's disk: the name of the node and the nonce drawn when the disk was empty.
/// Written `name-0123456789abcdef`.
public record PeerName(NodeName node, long nonce) {
  private static final int NONCE_CHARS = 16;

  /// Reads the written form; empty when `text` is not of it.
  public static Optional<PeerName> parse(String text) {
    int hyphen = text.length() - NONCE_CHARS - 1;
    if (hyphen < 1 || text.charAt(hyphen) != '-') {
      return Optional.empty();
    }
    try {
      long nonce = HexFormat.fromHexDigitsToLong(text, hyphen + 1, text.length());
      return Optional.of(new PeerName(new NodeName(text.substring(0, hyphen)), nonce));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return node + "-" + HexFormat.of().toHexDigits(nonce);
  }
}
