package io.craton.vault.node.running;

import io.craton.vault.hsm.HsmOpenException;
import io.craton.vault.hsm.Patience;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Waits at the start of a node for an HSM that it had before, for as long as it takes, with pauses
/// that grow to [#LONGEST_PAUSE]. For one opening.
final class HsmWait implements Patience {
  private static final Logger LOG = LoggerFactory.getLogger(HsmWait.class);

  /// What it waits for before it knows more; a first attempt can hang.
  static final String FIRST_ATTEMPT = "the first attempt to open it goes on";

  static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  /// An attempt costs the HSM a login and the making of some keys; a node that waits so much longer
  /// than needed is one of several.
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /// Between two lines of the log that say the same.
  static final Duration SAID_AGAIN = Duration.ofMinutes(1);

  private final Consumer<String> waiting;
  private final LongSupplier nanoTime;
  private final Pause sleep;
  private Duration pause = FIRST_PAUSE;
  private String said = "";
  private long saidAt;

  /// @param waiting is told what it waits for: at the beginning, and after each attempt why it
  ///   failed
  HsmWait(Consumer<String> waiting, LongSupplier nanoTime) {
    this(waiting, nanoTime, Thread::sleep);
  }

  HsmWait(Consumer<String> waiting, LongSupplier nanoTime, Pause sleep) {
    this.waiting = waiting;
    this.nanoTime = nanoTime;
    this.sleep = sleep;
  }

  /// Lets time pass.
  @FunctionalInterface
  interface Pause {
    void of(Duration time) throws InterruptedException;
  }

  /// Tells of the first attempt before it is made.
  void begin() {
    waiting.accept(FIRST_ATTEMPT);
  }

  @Override
  public void await(HsmOpenException why) throws InterruptedException {
    await(String.valueOf(why.getMessage()));
  }

  void await(String what) throws InterruptedException {
    waiting.accept(what);
    say(what);
    sleep.of(pause);
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  private void say(String what) {
    long now = nanoTime.getAsLong();
    boolean again = what.equals(said) && now - saidAt < SAID_AGAIN.toNanos();
    if (!again) {
      LOG.warn("waiting for the HSM before the start: {}", what);
      said = what;
      saidAt = now;
    }
  }
}
