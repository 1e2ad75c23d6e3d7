package io.craton.vault.node.chaos.fault;

import java.io.IOException;
import java.util.Random;

/// A way in which the cluster can be broken.
public interface Fault {
  /// Faults of one group are not injected at the same time: they would undo each other, or take
  /// more than a majority can lose.
  enum Group {
    /// Processes that are away.
    PROCESS,
    /// Links that are cut.
    LINK,
    /// Links that are slow or lose something.
    QUALITY,
    DISK,
    CLOCK,
    HSM,
    /// Something that an operator does to a cluster that is whole but for slowness. It takes the
    /// time that it takes, and has ended when it was injected.
    PROCEDURE
  }

  /// As it is named on the command line.
  String kind();

  Group group();

  /// Whether a start, a join and an election still succeed in time with it, so that procedures go
  /// together with it and not only wait for its end.
  boolean mild();

  /// Breaks something.
  Injected inject(Random random) throws IOException, InterruptedException;

  /// Something that is broken.
  ///
  /// @param what for people
  record Injected(String what, Mending mending) {}

  /// Mends it.
  interface Mending {
    Mending NOTHING = () -> {};

    void mend() throws IOException, InterruptedException;
  }
}
