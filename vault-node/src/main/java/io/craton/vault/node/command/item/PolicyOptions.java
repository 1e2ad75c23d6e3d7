package io.craton.vault.node.command.item;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How the vault rotates an item by itself.
final class PolicyOptions {
  @Option(
      names = "--rotation-frequency",
      paramLabel = "PERIOD",
      description = "How often the vault rotates it, such as 90d; or never, or inherited.")
  private @Nullable String frequency;

  @Option(
      names = "--rotation-state",
      paramLabel = "STATE",
      description = "What becomes of a superseded version: deactivated, destroyed or inherited.")
  private @Nullable String state;

  @Option(
      names = "--rotation-grace-period",
      paramLabel = "PERIOD",
      description = "How long a superseded token works, such as 1h; or inherited.")
  private @Nullable String grace;

  void addTo(ObjectNode request) {
    if (frequency != null) {
      request.put("rotation_frequency", frequency);
    }
    if (state != null) {
      request.put("rotation_state", state);
    }
    if (grace != null) {
      request.put("rotation_grace_period", grace);
    }
  }
}
