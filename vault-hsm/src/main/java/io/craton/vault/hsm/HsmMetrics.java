package io.craton.vault.hsm;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// Counters since the start. Thread-safe; reading is not atomic over several counters.
public final class HsmMetrics {
  private final LongAdder calls = new LongAdder();
  private final LongAdder timeouts = new LongAdder();
  private final LongAdder overloads = new LongAdder();
  private final LongAdder refusals = new LongAdder();
  private final LongAdder sessionsReplaced = new LongAdder();
  private final LongAdder recoveries = new LongAdder();
  private final Map<ErrorClass, LongAdder> errors = new EnumMap<>(ErrorClass.class);
  private final Map<HsmOperation, Latencies> latencies = new EnumMap<>(HsmOperation.class);

  HsmMetrics() {
    for (ErrorClass error : ErrorClass.values()) {
      errors.put(error, new LongAdder());
    }
    for (HsmOperation operation : HsmOperation.values()) {
      latencies.put(operation, new Latencies());
    }
  }

  /// Calls that ran in the token, successful or not.
  public long calls() {
    return calls.sum();
  }

  /// Calls whose deadline passed while a session worked on them.
  public long timeouts() {
    return timeouts.sum();
  }

  /// Calls refused because the queue was full.
  public long overloads() {
    return overloads.sum();
  }

  /// Calls refused at once because the token was not usable.
  public long refusals() {
    return refusals.sum();
  }

  /// Sessions closed because something was wrong with them.
  public long sessionsReplaced() {
    return sessionsReplaced.sum();
  }

  /// Times the layer came back from not being ready.
  public long recoveries() {
    return recoveries.sum();
  }

  /// How long the calls of each operation took, from being asked for to their end.
  public Map<HsmOperation, Latency> latencies() {
    Map<HsmOperation, Latency> read = new EnumMap<>(HsmOperation.class);
    latencies.forEach((operation, each) -> read.put(operation, each.read()));
    return read;
  }

  /// The times of one operation.
  ///
  /// @param buckets by increasing bound; each counts what is above the bound before it
  /// @param slower calls above the last bound
  /// @param sum of all calls
  public record Latency(List<Bucket> buckets, long slower, Duration sum) {
    public Latency {
      buckets = List.copyOf(buckets);
    }

    /// All calls.
    public long count() {
      return slower + buckets.stream().mapToLong(Bucket::calls).sum();
    }
  }

  /// Calls that took at most `bound`, and longer than the bound of the bucket before.
  public record Bucket(Duration bound, long calls) {}

  /// Failures of that class.
  public long errors(ErrorClass error) {
    LongAdder adder = errors.get(error);
    return adder == null ? 0 : adder.sum();
  }

  void called() {
    calls.increment();
  }

  void took(HsmOperation operation, long nanos) {
    Latencies of = latencies.get(operation);
    if (of != null) {
      of.add(nanos);
    }
  }

  void timedOut() {
    timeouts.increment();
  }

  void overloaded() {
    overloads.increment();
  }

  void refused() {
    refusals.increment();
  }

  void sessionReplaced() {
    sessionsReplaced.increment();
  }

  void recovered() {
    recoveries.increment();
  }

  void failed(ErrorClass error) {
    LongAdder adder = errors.get(error);
    if (adder != null) {
      adder.increment();
    }
  }
}
