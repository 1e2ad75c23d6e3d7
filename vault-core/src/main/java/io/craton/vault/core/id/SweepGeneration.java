package io.craton.vault.core.id;

/// How often the leader has begun to look for keys that nothing refers to. Whoever makes a key
/// notes the generation before, and the log takes the key only while at most one more has begun:
/// see the package description of `core.decision`.
///
/// @param value 0 in a new cluster
public record SweepGeneration(long value) {
  /// Of a cluster that never swept.
  public static final SweepGeneration FIRST = new SweepGeneration(0);

  public SweepGeneration {
    if (value < 0) {
      throw new IllegalArgumentException("expected a number from 0, found " + value);
    }
  }

  /// The one after this.
  public SweepGeneration next() {
    return new SweepGeneration(Math.addExact(value, 1));
  }

  /// True when, of a key that was asked for in this generation, the log takes no proposal any more
  /// now that it is `current`.
  public boolean over(SweepGeneration current) {
    return current.value - 1 > value;
  }
}
