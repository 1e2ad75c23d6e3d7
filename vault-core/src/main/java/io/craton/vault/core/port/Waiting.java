package io.craton.vault.core.port;

import org.jspecify.annotations.Nullable;

/// A thread says that it waits for others, so that whoever lent it can let another one run
/// meanwhile. For waits that take longer than what a request computes: for the log and for other
/// nodes. Where the thread is nobody's, it costs a look and does nothing.
///
/// ```
/// try (var _ = Waiting.begin()) {
///   answer.get();
/// }
/// ```
///
/// For one thread. May be nested: it waits until the outermost has ended.
public final class Waiting implements AutoCloseable {
  private static final Waiting NOBODYS = new Waiting(null);

  private final @Nullable Lent thread;

  /// A thread that somebody lends for tasks. Called by that thread itself.
  public interface Lent {
    /// It stops computing. May be told again before it has waited.
    void beginsToWait();

    /// It computes again, once this was told as often as the other.
    void hasWaited();
  }

  private Waiting(@Nullable Lent thread) {
    this.thread = thread;
  }

  /// The calling thread begins to wait, until this is closed.
  public static Waiting begin() {
    if (Thread.currentThread() instanceof Lent lent) {
      lent.beginsToWait();
      return new Waiting(lent);
    }
    return NOBODYS;
  }

  /// Of nobody: does nothing.
  public static Waiting nobody() {
    return NOBODYS;
  }

  @Override
  public void close() {
    Lent lent = thread;
    if (lent != null) {
      lent.hasWaited();
    }
  }
}
