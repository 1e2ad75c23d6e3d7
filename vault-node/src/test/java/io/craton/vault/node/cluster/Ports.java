package io.craton.vault.node.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/// Hands out free ports of the loopback address, from below the range in which the kernel picks
/// ports of outgoing connections: a node that is restarted finds its ports free.
final class Ports {
  private static final int LOWEST = 15_000;
  private static final int ABOVE = 32_000;
  private static final int ATTEMPTS = 1_000;

  /// Where clusters of `scripts/quickstart` lie: apart from [#next], for other nodes of the same
  /// tests run at the same time.
  private static final int LOWEST_BASE = 11_000;

  /// What a cluster of three takes above its base: see `scripts/lib/devfiles.sh`.
  private static final int[] BLOCK = {1, 2, 3, 101, 102, 103, 201, 202, 203, 301, 302, 303};

  private final Set<Integer> taken = new HashSet<>();

  int next() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, ABOVE);
      if (taken.add(port) && free(port)) {
        return port;
      }
    }
    throw new AssertionError("no free port in " + LOWEST + ".." + ABOVE);
  }

  /// A base for `scripts/quickstart --port-base` of which all ports of three nodes are free.
  static int quickstartBase() {
    int above = LOWEST - BLOCK[BLOCK.length - 1];
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int base = ThreadLocalRandom.current().nextInt(LOWEST_BASE, above);
      if (Arrays.stream(BLOCK).allMatch(offset -> free(base + offset))) {
        return base;
      }
    }
    throw new AssertionError("no free block of ports in " + LOWEST_BASE + ".." + LOWEST);
  }

  private static boolean free(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
