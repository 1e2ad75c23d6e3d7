package io.craton.vault.core.id;

/// The number of a version of an item: 1 for the first, one more for each rotation, never reused.
public record VersionNumber(int value) implements Comparable<VersionNumber> {
  /// The version every item starts with.
  public static final VersionNumber FIRST = new VersionNumber(1);

  /// @throws IllegalArgumentException if `value` is below 1
  public VersionNumber {
    if (value < 1) {
      throw new IllegalArgumentException("version numbers start at 1, found " + value);
    }
  }

  /// The number after this one.
  public VersionNumber next() {
    return new VersionNumber(Math.addExact(value, 1));
  }

  @Override
  public int compareTo(VersionNumber other) {
    return Integer.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Integer.toString(value);
  }
}
