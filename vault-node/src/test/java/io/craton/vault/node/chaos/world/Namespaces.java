package io.craton.vault.node.chaos.world;

import io.craton.vault.node.cluster.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A network namespace for each node, with one link to the namespace that this process is in, which
/// routes between them. All of it is gone when this process has ended: `scripts/chaos` runs it in
/// namespaces of its own, without a way out of the machine.
///
/// What is blocked is dropped by the router without a word, as a network does. What is disturbed
/// goes through a process that holds packets back, drops and doubles them. Not thread-safe.
final class Namespaces implements Network {
  private static final String DISTURBED = "77";
  private static final String DEVICE = "disturb";
  private static final int FIRST_BLOCK = 1_000;
  private static final int DIVERSION = 5_000;

  private final int nodes;
  private final Path disturber;
  private final List<Integer> blocks = new ArrayList<>();
  private @Nullable Process disturbing;

  /// Makes the namespaces.
  ///
  /// @param disturber the program that holds packets back
  Namespaces(int nodes, Path disturber) {
    this.nodes = nodes;
    this.disturber = disturber;
    ip("link", "set", "lo", "up");
    sysctl("net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.default.rp_filter=0");
    for (int node = 1; node <= nodes; node++) {
      link(node);
    }
    ip("tuntap", "add", "dev", DEVICE, "mode", "tun");
    ip("link", "set", DEVICE, "up");
    ip("route", "add", "default", "dev", DEVICE, "table", DISTURBED);
    sysctl("net.ipv4.ip_forward=1", "net.ipv4.conf." + DEVICE + ".rp_filter=0");
  }

  private void link(int node) {
    String name = namespace(node);
    String here = port(node);
    ip("netns", "add", name);
    ip("link", "add", here, "type", "veth", "peer", "name", "eth0", "netns", name);
    ip("address", "add", gateway(node) + "/24", "dev", here);
    ip("link", "set", here, "up");
    ip("-n", name, "address", "add", address(node) + "/24", "dev", "eth0");
    ip("-n", name, "link", "set", "eth0", "up");
    ip("-n", name, "link", "set", "lo", "up");
    ip("-n", name, "route", "add", "default", "via", gateway(node));
    sysctl("net.ipv4.conf." + here + ".rp_filter=0");
  }

  private static String namespace(int node) {
    return "node" + node;
  }

  private static String port(int node) {
    return "to-node" + node;
  }

  private static String gateway(int node) {
    return "198.18." + node + ".254";
  }

  /// Of the range that RFC 2544 sets aside for tests of networks.
  @Override
  public String address(int node) {
    return "198.18." + node + ".1";
  }

  @Override
  public List<String> on(int node) {
    return List.of("nsenter", "--net=/run/netns/" + namespace(node), "--");
  }

  @Override
  public boolean breakable() {
    return true;
  }

  @Override
  public void block(int from, int to) {
    int priority = FIRST_BLOCK + from * 10 + to;
    if (!blocks.contains(priority)) {
      ip(
          "rule",
          "add",
          "from",
          address(from),
          "to",
          address(to),
          "priority",
          Integer.toString(priority),
          "blackhole");
      blocks.add(priority);
    }
  }

  @Override
  public void unblock() {
    for (int priority : blocks) {
      ip("rule", "del", "priority", Integer.toString(priority));
    }
    blocks.clear();
  }

  @Override
  public void disturb(Duration delay, Duration jitter, int lossPercent) throws IOException {
    if (disturbing != null) {
      throw new IllegalStateException("disturbed already");
    }
    disturbing =
        new ProcessBuilder(
                "python3",
                disturber.toString(),
                DEVICE,
                Long.toString(delay.toMillis()),
                Long.toString(jitter.toMillis()),
                Integer.toString(lossPercent))
            .inheritIO()
            .start();
    for (int node = 1; node <= nodes; node++) {
      for (int other = 1; other <= nodes; other++) {
        if (node != other) {
          ip(
              "rule",
              "add",
              "iif",
              port(node),
              "to",
              address(other),
              "priority",
              Integer.toString(DIVERSION),
              "lookup",
              DISTURBED);
        }
      }
    }
  }

  @Override
  public void calm() throws InterruptedException {
    Process running = disturbing;
    if (running == null) {
      return;
    }
    boolean held = running.isAlive();
    disturbing = null;
    for (int rule = 0; rule < nodes * (nodes - 1); rule++) {
      ip("rule", "del", "priority", Integer.toString(DIVERSION));
    }
    running.destroy();
    var _ = running.waitFor(5, TimeUnit.SECONDS);
    if (!held) {
      throw new IllegalStateException("the disturber ended by itself");
    }
  }

  private static void ip(String... words) {
    run("ip", words);
  }

  private static void sysctl(String... settings) {
    run("sysctl", settings);
  }

  private static void run(String program, String... words) {
    List<String> all = new ArrayList<>();
    all.add(program);
    all.addAll(List.of(words));
    String said = Program.of(all.toArray(String[]::new)).run();
    assert said != null;
  }
}
