package io.craton.vault.hsm;

import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;

/// The ways into the token, each with threads and sessions of its own:
///
/// | lane | threads | for |
/// |---|---|---|
/// | calls | as many as configured | what uses keys |
/// | changes | one | what makes and destroys keys |
/// | anchor | one | the session that owns the public keys |
///
/// Changes exclude each other anyway ([TokenLibrary]), and to make an RSA key takes seconds: if
/// they waited for each other in the threads of calls, a handful of them would hold all of those.
/// Thread-safe.
record Lanes(Lane calls, Lane changes, Lane anchor) {
  /// Runs the task in the lane for such an operation.
  ///
  /// @throws Unavailable as [Lane#run]
  <T> T run(HsmOperation operation, Task<T> task, Deadline deadline) throws Unavailable {
    Lane lane =
        switch (operation.access()) {
          case SHARED -> calls;
          case EXCLUSIVE -> changes;
        };
    return lane.run(operation, task, deadline);
  }

  /// Tasks inside the token now, or waiting there for changes to end.
  int running() {
    return calls.running() + changes.running() + anchor.running();
  }

  /// Closes all lanes.
  void close() {
    calls.close();
    changes.close();
    anchor.close();
  }
}
