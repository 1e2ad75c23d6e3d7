package io.craton.vault.node.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Time, chance and order: what happens when. One event at a time, the same ones for the same seed.
final class World {
  /// The true time at the beginning.
  static final Instant START = Instant.parse("2027-01-01T00:00:00Z");

  /// Lines kept of what happened.
  private static final int TRACED = 4_000;

  /// Of everything that belongs to no process.
  private final Life forever = new Life();

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final Random random;
  private final Deque<String> trace = new ArrayDeque<>();
  private final boolean tracing;
  private long nanos;
  private long order;
  private long steps;
  private @Nullable Violation violation;

  /// @param tracing whether to note what happens, for whoever reads about a failure
  World(long seed, boolean tracing) {
    this.random = new Random(seed);
    this.tracing = tracing;
  }

  private record Event(long at, long order, Life owner, Runnable action)
      implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  Life forever() {
    return forever;
  }

  /// Since the beginning.
  long nanos() {
    return nanos;
  }

  Instant truth() {
    return START.plusNanos(nanos);
  }

  /// How many events there were.
  long steps() {
    return steps;
  }

  // ---- Chance

  Random random() {
    return random;
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  long between(Duration least, Duration most) {
    return random.nextLong(least.toNanos(), most.toNanos() + 1);
  }

  byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  // ---- Events

  void schedule(Life owner, long delayNanos, Runnable action) {
    if (!owner.isOver()) {
      events.add(new Event(nanos + delayNanos, order++, owner, action));
    }
  }

  /// Begins work that may wait.
  void spawn(Life owner, Runnable body) {
    Coroutine coroutine = new Coroutine(owner, () -> guarded(body));
    schedule(owner, 0, () -> coroutine.resume(0));
  }

  private void guarded(Runnable body) {
    try {
      body.run();
    } catch (RuntimeException | Error e) {
      fail(e);
    }
  }

  void sleep(Duration time) {
    sleep(time.toNanos());
  }

  void sleep(long delayNanos) {
    Coroutine self = Coroutine.current();
    long wait = self.beginWait();
    schedule(self.life(), delayNanos, () -> self.resume(wait));
    Coroutine.pause();
  }

  /// Lets everything happen until that moment, or until an invariant is violated.
  void runUntil(long endNanos) {
    while (violation == null && !events.isEmpty() && events.peek().at <= endNanos) {
      Event event = events.remove();
      nanos = event.at;
      steps++;
      guarded(() -> event.owner.run(event.action));
    }
    if (violation == null) {
      nanos = Math.max(nanos, endNanos);
    }
  }

  /// Ends the run.
  void fail(Throwable cause) {
    if (violation == null) {
      violation =
          cause instanceof Violation known
              ? known
              : new Violation(Invariant.NO_FAULTS, String.valueOf(cause), cause);
      note("%s", violation);
    }
  }

  @Nullable Violation violation() {
    return violation;
  }

  // ---- Notes

  /// @param arguments for `format` as in [String#format]
  @SuppressWarnings("AnnotateFormatMethod")
  void note(String format, Object... arguments) {
    if (tracing) {
      trace.add("%12.3f s  %s".formatted(nanos / 1e9, format.formatted(arguments)));
      if (trace.size() > TRACED) {
        trace.remove();
      }
    }
  }

  Deque<String> trace() {
    return trace;
  }
}
