package io.craton.vault.node.running;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How to undo what was done, in reverse. A step that fails does not keep the others from running.
final class UndoList {
  private static final Logger LOG = LoggerFactory.getLogger(UndoList.class);

  private final Deque<Step> steps = new ArrayDeque<>();

  /// @param name for the log
  void add(String name, Action action) {
    steps.push(new Step(name, action));
  }

  /// Undoes everything; a second call has nothing left to do.
  void run() {
    while (!steps.isEmpty()) {
      Step step = steps.pop();
      long start = System.nanoTime();
      try {
        step.action.run();
      } catch (IOException | RuntimeException e) {
        LOG.warn("stopping {} failed", step.name, e);
      } catch (InterruptedException e) {
        // Somebody is impatient; what is left must be stopped all the same.
        LOG.warn("stopping {} was interrupted", step.name);
      }
      long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
      LOG.info("stopped {} in {} ms", step.name, millis);
    }
  }

  /// Undoes one thing.
  @FunctionalInterface
  interface Action {
    void run() throws IOException, InterruptedException;
  }

  private record Step(String name, Action action) {}
}
