package io.craton.vault.node.chaos.world;

import java.time.Duration;
import java.util.List;

/// No network to break: all nodes on the loopback address, with other ports.
final class Loopback implements Network {
  @Override
  public String address(int node) {
    return "127.0.0.1";
  }

  @Override
  public List<String> on(int node) {
    return List.of();
  }

  @Override
  public boolean breakable() {
    return false;
  }

  @Override
  public void block(int from, int to) {}

  @Override
  public void disturb(Duration delay, Duration jitter, int lossPercent) {}

  @Override
  public void unblock() {}

  @Override
  public void calm() {}
}
