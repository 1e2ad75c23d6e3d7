package io.craton.vault.http.server;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers requests whose threads are not back by their deadline, as when a call hangs in the HSM.
/// Looks at those in service now and then, which costs a request nothing but its place in a map; a
/// thread that is late finds its request answered. Thread-safe.
final class RequestWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RequestWatch.class);
  private static final Duration INTERVAL = Duration.ofMillis(100);

  /// After its deadline: who can leave a call at all is back by then and knows more of the reason.
  private static final Duration ALLOWANCE = Duration.ofMillis(500);

  /// In service, with what is logged once one is answered.
  private final Map<Exchange, Runnable> serving = new ConcurrentHashMap<>();

  private final ScheduledExecutorService sweeper;

  /// Begins to watch.
  RequestWatch(String name) {
    this.sweeper =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name(name + "-watch").factory());
    long interval = INTERVAL.toMillis();
    var _ = sweeper.scheduleWithFixedDelay(this::watch, interval, interval, TimeUnit.MILLISECONDS);
  }

  /// The calling thread serves this one from now on.
  void begin(Exchange exchange, Runnable answered) {
    serving.put(exchange, answered);
  }

  /// The calling thread is done with it.
  ///
  /// @return false when the watch has answered it
  boolean end(Exchange exchange) {
    serving.remove(exchange);
    if (!exchange.turn().isGivenUp()) {
      return true;
    }
    exchange.turn().awaitWatch();
    return false;
  }

  /// A sweep that fails must not be the last one.
  private void watch() {
    try {
      serving.forEach((exchange, answered) -> {
        if (exchange.turn().giveUpWhenLate(ALLOWANCE)) {
          LOG.warn("request {}: its thread is not back by its deadline", exchange.id());
          answerElsewhere(exchange, answered);
        }
      });
    } catch (RuntimeException | Error e) {
      LOG.error("requests were not watched", e);
    }
  }

  /// In a thread of its own: a client that does not read must not keep others from their answers.
  private static void answerElsewhere(Exchange exchange, Runnable answered) {
    boolean started = false;
    try {
      Thread.ofVirtual().start(() -> answer(exchange, answered));
      started = true;
    } finally {
      if (!started) {
        exchange.turn().watchIsDone();
      }
    }
  }

  /// The request's thread waits for the end of this before it lets the server have the response.
  private static void answer(Exchange exchange, Runnable answered) {
    try {
      exchange.sendInPlaceOfItsThread();
      answered.run();
    } catch (IOException e) {
      LOG.debug("request {}: the client is gone: {}", exchange.id(), e.toString());
      answered.run();
    } catch (RuntimeException | Error e) {
      // The top of this thread.
      LOG.error("request {}: fault while it was answered", exchange.id(), e);
    } finally {
      exchange.turn().watchIsDone();
    }
  }

  @Override
  public void close() {
    sweeper.shutdownNow();
  }
}
