package io.craton.vault.hsm;

/// Whether an HSM that did not open is tried again, and when.
@FunctionalInterface
public interface Patience {
  /// Called after each attempt that failed in a way that may pass ([HsmOpenException#passing]), in
  /// the opening thread, with no lock held. Returns when the next one is due.
  ///
  /// @throws HsmOpenException `why` itself, to give up
  /// @throws InterruptedException when the thread is asked to do something else
  void await(HsmOpenException why) throws HsmOpenException, InterruptedException;
}
