package io.craton.vault.core.port;

/// Somebody who answers in place of a thread that is not back by its deadline, so that this thread
/// may be stuck in a call that nobody can end. Thread-safe.
public interface Watch {
  /// Takes note that the watched thread may be away until that deadline; the latest of all that
  /// were told counts. Called by the watched thread.
  void until(Deadline deadline);
}
