package io.craton.vault.consensus.codec;

/// A log entry was written by a later version of this program. A fault: applying it by guesswork
/// would make this node's state differ from that of its peers, so the node must stop and be
/// upgraded.
public final class NewerFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NewerFormatException(int found, int supported) {
    super(
        "log entry has format "
            + Integer.toUnsignedString(found)
            + ", this program knows formats up to "
            + supported);
  }
}
