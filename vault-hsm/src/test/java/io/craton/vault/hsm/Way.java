package io.craton.vault.hsm;

import io.craton.vault.core.port.Deadline;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The two ways of calling the layer.
enum Way {
  /// The lane's thread makes the call.
  HANDED_OVER {
    @Override
    Deadline within(Duration duration) {
      return Deadline.after(duration, System::nanoTime);
    }
  },
  /// The caller makes the call itself. Here nobody really answers in its place.
  DIRECT {
    @Override
    Deadline within(Duration duration) {
      return Deadline.after(duration, System::nanoTime).watchedBy(later -> {});
    }
  };

  /// That long from now, for the calling thread.
  abstract Deadline within(Duration duration);

  /// A platform thread for each task.
  static ExecutorService callers() {
    return Executors.newThreadPerTaskExecutor(
        Thread.ofPlatform().daemon().name("caller-", 0).factory());
  }
}
