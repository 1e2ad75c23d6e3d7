package io.craton.vault.hsm;

import java.util.EnumMap;
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

  HsmMetrics() {
    for (ErrorClass error : ErrorClass.values()) {
      errors.put(error, new LongAdder());
    }
  }

  /// Calls that ran in the token, successful or not.
  public long calls() {
    return calls.sum();
  }

  /// Calls whose deadline passed, in the queue or in the token.
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

  /// Failures of that class.
  public long errors(ErrorClass error) {
    LongAdder adder = errors.get(error);
    return adder == null ? 0 : adder.sum();
  }

  void called() {
    calls.increment();
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
