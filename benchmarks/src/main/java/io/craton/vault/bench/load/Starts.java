package io.craton.vault.bench.load;

/// When the requests of a load start. Used by one thread; [Schedule] says what another may ask.
sealed interface Starts permits Schedule, Starts.AtOnce {
  /// Whether one is to start by now.
  boolean due(long now);

  /// The instant from which the next one is timed. Only when one is due.
  long take(long now);

  /// Whether none will start any more.
  boolean over(long now);

  /// Drops what was due before an instant and has not started.
  void skipTo(long instant);

  /// A request whenever there is a connection for it.
  record AtOnce(long until) implements Starts {
    @Override
    public boolean due(long now) {
      return !over(now);
    }

    @Override
    public long take(long now) {
      return now;
    }

    @Override
    public boolean over(long now) {
      return now - until >= 0;
    }

    @Override
    public void skipTo(long instant) {
      // None waits.
    }
  }
}
