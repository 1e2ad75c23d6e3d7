package io.craton.vault.consensus;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// Names a cluster. Nodes and data directories of different clusters refuse each other.
public record ClusterId(UUID value) {
  /// The id that belongs to a name people chose; the same on every node.
  public static ClusterId ofName(String name) {
    String text = "craton-cluster:" + name;
    return new ClusterId(UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
