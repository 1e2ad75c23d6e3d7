package io.craton.vault.core.cluster;

import java.util.Optional;
import java.util.regex.Pattern;

/// The name of a node, the same for as long as its machine has its role. Ordered by its characters.
public record MemberName(String value) implements Comparable<MemberName> {
  /// Longest name, in characters: it fits the messages between nodes.
  public static final int MAX_CHARS = 32;

  /// What a name looks like; its length is bounded apart.
  public static final Pattern FORM = Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?");

  /// @throws IllegalArgumentException unless `value` has 1 to 32 characters of `[a-z0-9-]`, with no
  ///   hyphen at an end
  public MemberName {
    if (!isName(value)) {
      throw new IllegalArgumentException(
          "node name must be 1 to " + MAX_CHARS + " of [a-z0-9-], found '" + value + "'");
    }
  }

  /// The name that `text` is; empty when it is none.
  public static Optional<MemberName> parse(String text) {
    return isName(text) ? Optional.of(new MemberName(text)) : Optional.empty();
  }

  private static boolean isName(String text) {
    return text.length() <= MAX_CHARS && FORM.matcher(text).matches();
  }

  @Override
  public int compareTo(MemberName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
