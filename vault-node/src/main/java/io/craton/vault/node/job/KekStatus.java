package io.craton.vault.node.job;

import java.util.Optional;

/// Why a new cluster does not get its first key-encryption key, as far as this node knows.
/// Thread-safe.
public final class KekStatus {
  private volatile Optional<String> obstacle = Optional.empty();

  KekStatus() {}

  /// What stands in the way and what to do about it, for people; empty when nothing is known to,
  /// and on a node that does not lead.
  public Optional<String> obstacle() {
    return obstacle;
  }

  void blocked(String why) {
    obstacle = Optional.of(why);
  }

  /// Nothing is in the way, or another node leads.
  void forget() {
    obstacle = Optional.empty();
  }
}
