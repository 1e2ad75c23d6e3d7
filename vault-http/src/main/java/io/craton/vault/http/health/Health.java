package io.craton.vault.http.health;

import java.util.List;
import java.util.Optional;

/// How a node is, for who sends requests.
///
/// @param leads whether it leads
/// @param leader who leads, if that is known
/// @param reasons why it should get no requests; empty when it should
public record Health(boolean leads, Optional<String> leader, List<HealthReason> reasons) {
  public Health {
    reasons = List.copyOf(reasons);
  }

  /// Whether it should get requests.
  public boolean ready() {
    return reasons.isEmpty();
  }

  /// Tells it. Thread-safe; answers at once, from what is known.
  @FunctionalInterface
  public interface Source {
    /// How the node is now.
    Health health();
  }
}
