package io.craton.vault.hsm;

/// Told by callers and workers what makes them doubt the token. Thread-safe; returns at once.
interface Faults {
  /// The library or the token is gone: no call can succeed before it is started again.
  void down(ErrorClass error, String what);

  /// Something is odd; the sentinel will show whether the token works.
  void suspect(ErrorClass error, String what);
}
