package io.craton.vault.bench.load;

/// Is told how requests end, by the thread of the loop, which waits meanwhile. Times are those of
/// [System#nanoTime()].
public interface Recorder {
  /// There is an answer.
  ///
  /// @param start when the request was to start
  void answered(long start, long end, int status);

  /// There is none; when a connection fails with no request on it, `start` is `end`.
  void failed(long start, long end, Failure failure);
}
