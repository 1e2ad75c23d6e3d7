package io.craton.vault.http;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/// Everything that is logged while it is open, at every level.
final class CapturedLog implements AutoCloseable {
  private static final Duration WAIT = Duration.ofSeconds(10);

  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Level before = root.getLevel();
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          String stack =
              event.getThrowableProxy() == null
                  ? ""
                  : ThrowableProxyUtil.asString(event.getThrowableProxy());
          lines.add(event.getLoggerName() + " " + event.getFormattedMessage() + " " + stack);
        }
      };

  CapturedLog() {
    appender.setContext(root.getLoggerContext());
    appender.start();
    root.addAppender(appender);
    root.setLevel(Level.TRACE);
  }

  String text() {
    return String.join("\n", lines);
  }

  /// The lines of one logger, once there are so many, or after ten seconds: a request is logged
  /// after its answer was sent.
  List<String> linesOf(String logger, int count) throws InterruptedException {
    long giveUp = System.nanoTime() + WAIT.toNanos();
    while (linesOf(logger).size() < count && System.nanoTime() - giveUp < 0) {
      Thread.sleep(5);
    }
    return linesOf(logger);
  }

  private List<String> linesOf(String logger) {
    return lines.stream().filter(line -> line.startsWith(logger + " ")).toList();
  }

  @Override
  public void close() {
    root.setLevel(before);
    root.detachAppender(appender);
  }
}
