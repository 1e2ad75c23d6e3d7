package io.craton.vault.http.server;

import java.time.Duration;

/// At what pace a client has to take a long answer. What the vault itself needs to make the answer
/// does not count.
///
/// @param patience for which the client may take nothing, at any time
/// @param bytesPerSecond that it takes on the average, once it has used up its patience
record Pace(Duration patience, long bytesPerSecond) {
  /// A line of two megabits in the second.
  static final Pace LEAST = new Pace(Duration.ofSeconds(30), 256 << 10);

  /// How long the client may still take nothing; zero or less when it was too slow.
  ///
  /// @param sent bytes that it has taken
  /// @param waited for it to do so
  Duration left(long sent, Duration waited) {
    Duration onTheAverage = patience.plusSeconds(sent / bytesPerSecond).minus(waited);
    return onTheAverage.compareTo(patience) < 0 ? onTheAverage : patience;
  }
}
