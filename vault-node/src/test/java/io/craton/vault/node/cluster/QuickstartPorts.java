package io.craton.vault.node.cluster;

import io.craton.vault.core.testing.FreePorts;

/// Ports for clusters of `scripts/quickstart`.
final class QuickstartPorts {
  /// What three nodes take above their base: see `scripts/lib/devfiles.sh`.
  private static final int[] OFFSETS = {1, 2, 3, 101, 102, 103, 201, 202, 203, 301, 302, 303};

  private QuickstartPorts() {}

  /// Another value for `--port-base`.
  static String base() {
    return Integer.toString(FreePorts.base(OFFSETS));
  }
}
