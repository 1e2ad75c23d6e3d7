package io.craton.vault.http.server;

import io.craton.vault.core.port.Deadline;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Interrupts the thread that made it when a deadline passes before it is closed, at most [#TICK]
/// later. What it waits for then fails. Closed by the same thread, which is left without an
/// interruption by this.
///
/// Nearly all are closed in time, so all are looked at now and then, which costs each of them its
/// place in a set; a timer for each would have to be woken for each.
final class Alarm implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Alarm.class);

  private static final Duration TICK = Duration.ofMillis(25);

  private static final Set<Alarm> SET = ConcurrentHashMap.newKeySet();

  static {
    var _ =
        Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("body-alarm").factory())
            .scheduleWithFixedDelay(Alarm::lookAtAll, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  private final Thread waiting = Thread.currentThread();
  private final Deadline deadline;
  private boolean closed;
  private boolean rung;

  private Alarm(Deadline deadline) {
    this.deadline = deadline;
  }

  static Alarm interruptAt(Deadline deadline) {
    Alarm alarm = new Alarm(deadline);
    SET.add(alarm);
    return alarm;
  }

  /// A look that fails must not be the last one.
  private static void lookAtAll() {
    try {
      SET.forEach(Alarm::look);
    } catch (RuntimeException | Error e) {
      LOG.error("alarms were not looked at", e);
    }
  }

  private void look() {
    if (deadline.expired()) {
      ring();
    }
  }

  private synchronized void ring() {
    if (!closed && !rung) {
      rung = true;
      waiting.interrupt();
    }
  }

  @Override
  public void close() {
    SET.remove(this);
    synchronized (this) {
      closed = true;
    }
    if (rung) {
      var _ = Thread.interrupted();
    }
  }
}
