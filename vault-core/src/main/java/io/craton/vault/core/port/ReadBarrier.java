package io.craton.vault.core.port;

/// Makes local reads linearizable (the ReadIndex idea of Raft §6.4). Thread-safe.
public interface ReadBarrier {
  /// Returns once this node's state holds everything that was acknowledged anywhere in the cluster
  /// before the call began. Concurrent callers share the work.
  ///
  /// @throws Unavailable when no majority confirmed in time; local state must then not be used
  void await(Deadline deadline) throws Unavailable;
}
