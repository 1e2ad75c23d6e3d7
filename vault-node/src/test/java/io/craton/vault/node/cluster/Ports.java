package io.craton.vault.node.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/// Hands out free ports of the loopback address, from below the range in which the kernel picks
/// ports of outgoing connections: a node that is restarted finds its ports free.
final class Ports {
  private static final int LOWEST = 15_000;
  private static final int ABOVE = 32_000;
  private static final int ATTEMPTS = 1_000;

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

  private static boolean free(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
