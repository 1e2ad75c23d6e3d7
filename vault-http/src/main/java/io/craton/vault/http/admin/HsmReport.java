package io.craton.vault.http.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// How a node's HSM is, and what it can do.
///
/// @param token what it says about itself; empty while the library is not started
/// @param algorithms what the trials at the node's start found, for every algorithm
public record HsmReport(
    Optional<Token> token, Breaker breaker, Load load, List<Algorithm> algorithms) {
  public HsmReport {
    algorithms = List.copyOf(algorithms);
  }

  /// A token, in its own words.
  public record Token(
      String label, String manufacturer, String model, String serial, String firmware) {}

  /// Whether calls are let through.
  ///
  /// @param state ready, recovering, refused or closed
  /// @param since when it was entered
  /// @param epoch counts starts of the library and logins
  /// @param lastError the class of the error that made the node doubt the token last
  public record Breaker(String state, Instant since, int epoch, Optional<String> lastError) {}

  /// What is in use.
  ///
  /// @param sessionLimit how many sessions calls may have
  /// @param keys whose handles are known in this epoch
  public record Load(int sessions, int sessionLimit, int keys, int callsRunning) {}

  /// How an algorithm is computed.
  ///
  /// @param way native, composed, software or unsupported
  /// @param obstacle why it is not supported
  /// @param trial how long the trial took
  public record Algorithm(
      String name, String purpose, String way, Optional<String> obstacle, Duration trial) {}
}
