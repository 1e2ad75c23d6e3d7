package io.craton.vault.node.running;

import java.util.Optional;

/// Passes signals on to whoever ends the node now. Thread-safe.
final class Signals {
  private Optional<Ending> ending = Optional.empty();
  private Optional<String> first = Optional.empty();

  /// From now on that one is told; also of a signal that came before.
  synchronized void attach(Ending newEnding) {
    ending = Optional.of(newEnding);
    first.ifPresent(newEnding::onSignal);
  }

  synchronized void onSignal(String name) {
    if (first.isEmpty()) {
      first = Optional.of(name);
    }
    ending.ifPresent(present -> present.onSignal(name));
  }
}
