package io.craton.vault.node.command.item;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What kind of key a new key is.
final class KeyOptions {
  @Option(
      names = "--algorithm",
      paramLabel = "NAME",
      required = true,
      completionCandidates = Choices.Algorithms.class,
      description = "What is computed with it, such as ED25519, ES256 or AES-GCM-256.")
  private String algorithm = "";

  @Option(
      names = "--purpose",
      paramLabel = "PURPOSE",
      completionCandidates = Choices.Purposes.class,
      description = "${COMPLETION-CANDIDATES}; required for key pairs.")
  private @Nullable String purpose;

  @Option(names = "--exportable", description = "The key may leave the vault; for good.")
  private boolean exportable;

  void addTo(ObjectNode request) {
    request.put("algorithm", algorithm);
    if (purpose != null) {
      request.put("purpose", purpose);
    }
    if (exportable) {
      request.put("exportable", true);
    }
  }
}
