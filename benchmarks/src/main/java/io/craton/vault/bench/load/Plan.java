package io.craton.vault.bench.load;

import java.time.Duration;
import java.util.Locale;

/// How a load runs.
///
/// @param connections spread evenly over the targets; in an open loop the most requests that are
///   under way at once, and what is due beyond that waits and is timed meanwhile
/// @param warmUp before anything counts; what is due in it and could not start is dropped at its
///   end
/// @param length of what counts
/// @param patience how long an answer, or a connection, may take; and how long after the end of
///   `length` answers are awaited
public record Plan(
    Pace pace, int connections, Duration warmUp, Duration length, Duration patience) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MOST_CONNECTIONS = 4_000;

  /// Checks that it can be run.
  public Plan {
    if (connections < 1 || connections > MOST_CONNECTIONS) {
      throw new IllegalArgumentException("not a number of connections: " + connections);
    }
    if (warmUp.isNegative() || !length.isPositive() || !patience.isPositive()) {
      throw new IllegalArgumentException("a duration is not positive");
    }
  }

  /// When requests start.
  public sealed interface Pace {
    /// As soon as the connection has its answer. A server that stalls is not asked meanwhile, so
    /// what callers would have waited is not seen: for throughput, not for percentiles.
    record Closed() implements Pace {}

    /// At even distances, whether or not earlier ones have their answers.
    record Open(double perSecond) implements Pace {
      /// Checks the rate.
      public Open {
        if (!(perSecond > 0 && perSecond <= 1_000_000)) {
          throw new IllegalArgumentException("not a rate: " + perSecond);
        }
      }
    }
  }

  /// A closed loop.
  public static Plan closed(int connections, Duration warmUp, Duration length) {
    return new Plan(new Pace.Closed(), connections, warmUp, length, PATIENCE);
  }

  /// An open loop.
  public static Plan open(double perSecond, int connections, Duration warmUp, Duration length) {
    return new Plan(new Pace.Open(perSecond), connections, warmUp, length, PATIENCE);
  }

  /// The same with another patience.
  public Plan withPatience(Duration other) {
    return new Plan(pace, connections, warmUp, length, other);
  }

  /// As a table names it: connections, or requests a second.
  String load() {
    return switch (pace) {
      case Pace.Closed() -> Integer.toString(connections);
      case Pace.Open(double perSecond) -> String.format(Locale.ROOT, "%.0f/s", perSecond);
    };
  }
}
