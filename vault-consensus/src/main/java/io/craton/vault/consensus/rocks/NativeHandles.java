package io.craton.vault.consensus.rocks;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;

/// Owns objects of native memory and closes them in the reverse order of their creation, exactly
/// once. A handle that is never closed leaks; one that is used after its close crashes the process:
/// so nothing else closes a handle that is kept here. Not thread-safe; the counter is.
final class NativeHandles implements AutoCloseable {
  private final Deque<AutoCloseable> handles = new ArrayDeque<>();
  private final AtomicLong open;

  /// @param open counts handles that are open, for leak tests
  NativeHandles(AtomicLong open) {
    this.open = open;
  }

  <T extends AutoCloseable> T keep(T handle) {
    handles.push(handle);
    open.incrementAndGet();
    return handle;
  }

  @Override
  public void close() {
    while (!handles.isEmpty()) {
      try {
        handles.pop().close();
      } catch (Exception e) {
        throw new StoreException("a native handle does not close", e);
      } finally {
        open.decrementAndGet();
      }
    }
  }
}
