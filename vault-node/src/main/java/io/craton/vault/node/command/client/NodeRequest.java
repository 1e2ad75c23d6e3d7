package io.craton.vault.node.command.client;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What is asked of whichever node answers.
///
/// @param method `GET` or `POST`
/// @param body JSON; empty for none
/// @param repetition what happens when it arrives twice
public record NodeRequest(
    String method, String path, Optional<String> body, Repetition repetition) {
  /// What happens when a request arrives twice, which a lost answer leads to.
  public sealed interface Repetition {
    /// No harm: it changes nothing, or has changed it already.
    record Harmless() implements Repetition {}

    /// The vault answers as it did the first time, because it knows the key.
    record Recognised(String key) implements Repetition {}

    /// Harm: it is sent again only when it cannot have arrived.
    record Harmful() implements Repetition {}
  }

  /// Reads.
  public static NodeRequest get(String path) {
    return new NodeRequest("GET", path, Optional.empty(), new Repetition.Harmless());
  }

  boolean repeatable() {
    return !(repetition instanceof Repetition.Harmful);
  }

  byte[] bytes() {
    return body.orElse("").getBytes(StandardCharsets.UTF_8);
  }
}
