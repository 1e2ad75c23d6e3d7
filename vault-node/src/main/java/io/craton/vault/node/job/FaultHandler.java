package io.craton.vault.node.job;

/// Is told of faults: bugs and corruption, after which the node must not go on.
@FunctionalInterface
public interface FaultHandler {
  /// Takes note of a fault; returns at once.
  ///
  /// @param reason for people: what failed
  void onFault(String reason, Throwable cause);
}
