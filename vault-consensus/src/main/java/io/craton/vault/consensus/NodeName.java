package io.craton.vault.consensus;

import java.util.regex.Pattern;

/// The name of a node, the same for as long as its machine has its role; survives the loss of its
/// disk. Ordered by its characters.
public record NodeName(String value) implements Comparable<NodeName> {
  /// Longest name, in characters: it fits the messages between nodes.
  public static final int MAX_CHARS = 32;

  private static final Pattern FORM = Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?");

  /// @throws IllegalArgumentException unless `value` has 1 to 32 characters of `[a-z0-9-]`, with no
  ///   hyphen at an end
  public NodeName {
    if (value.length() > MAX_CHARS || !FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "node name must be 1 to " + MAX_CHARS + " of [a-z0-9-], found '" + value + "'");
    }
  }

  @Override
  public int compareTo(NodeName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
