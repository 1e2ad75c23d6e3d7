package io.craton.vault.node.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Moves leadership by the command line.
final class Transfers {
  private static final int REFUSED = 82;

  private Transfers() {}

  /// Asks that node to lead until it does. On a busy machine it may not take over in the time that
  /// the leader gives it, and the command then says so and is given again.
  ///
  /// @throws AssertionError when it does not lead within the limit, or the command fails otherwise
  static void to(ClusterHarness cluster, int number, Duration limit) throws InterruptedException {
    String name = "node" + number;
    Await.until(name + " takes over", limit, () -> ask(cluster, name));
    Await.until(name + " leads", limit, () -> cluster.leader() == number);
  }

  private static boolean ask(ClusterHarness cluster, String name)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        cluster.node(cluster.active().getFirst()).builder("cluster", "transfer-leader", name);
    builder.environment().put("CRATON_TOKEN", cluster.rootToken());
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    if (code == REFUSED && said.contains("did not take over in time")) {
      return false;
    }
    if (code != 0 || !said.contains(name + " leads")) {
      throw new AssertionError("transfer to " + name + " ended with " + code + ": " + said);
    }
    return true;
  }
}
