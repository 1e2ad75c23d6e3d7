package io.craton.vault.node.job;

import io.craton.vault.core.port.Unavailable;
import java.time.Duration;

/// Work that only a leader does, in passes. A pass may be repeated and may be cut short; passes of
/// one job never overlap.
interface LeaderJob {
  /// For logs and thread names.
  String name();

  /// Does what there is to do, checking `leadership` before everything that changes something.
  ///
  /// @return how long it may rest; an applied log entry ends the rest early
  /// @throws Unavailable when it should be tried again after a pause
  Duration run(Leadership leadership) throws Unavailable;
}
