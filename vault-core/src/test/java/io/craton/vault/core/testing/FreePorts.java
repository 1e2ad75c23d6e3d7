package io.craton.vault.core.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/// Ports of the loopback address that nobody listens on, none of them twice in one process. They
/// are from below the range in which the kernel picks ports of outgoing connections, so that a node
/// that is started again finds its ports free. May be used by several threads.
public final class FreePorts {
  private static final int LOWEST = 11_000;
  private static final int ABOVE = 32_000;
  private static final int ATTEMPTS = 1_000;

  private static final Set<Integer> GIVEN = new HashSet<>();

  private FreePorts() {}

  /// Another port.
  public static int next() {
    return base(0);
  }

  /// A number to which each of these can be added for another port.
  ///
  /// @param offsets at least one, none below 0
  public static synchronized int base(int... offsets) {
    int highest = Arrays.stream(offsets).max().orElseThrow();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int base = ThreadLocalRandom.current().nextInt(LOWEST, ABOVE - highest);
      if (Arrays.stream(offsets).map(offset -> base + offset).allMatch(FreePorts::free)) {
        Arrays.stream(offsets).map(offset -> base + offset).forEach(GIVEN::add);
        return base;
      }
    }
    throw new AssertionError("no free ports in " + LOWEST + ".." + ABOVE);
  }

  private static boolean free(int port) {
    if (GIVEN.contains(port)) {
      return false;
    }
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
