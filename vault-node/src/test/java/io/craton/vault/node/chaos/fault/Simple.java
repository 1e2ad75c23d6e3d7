package io.craton.vault.node.chaos.fault;

import java.io.IOException;
import java.util.Random;

/// A fault that is one function.
record Simple(String kind, Group group, boolean mild, Injection injection) implements Fault {
  /// Breaks something.
  interface Injection {
    Injected inject(Random random) throws IOException, InterruptedException;
  }

  @Override
  public Injected inject(Random random) throws IOException, InterruptedException {
    return injection.inject(random);
  }
}
