package io.craton.vault.node.command.item;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.craton.vault.core.Limits;
import io.craton.vault.node.command.client.Vault;
import io.craton.vault.node.command.shell.Shell;
import io.craton.vault.node.exit.StartFailure;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Which key something is computed with, and what it is computed on.
final class CryptoOptions {
  @Mixin private ItemChoice choice = new ItemChoice();

  @Option(
      names = "--version",
      paramLabel = "NUMBER",
      description = "The version of the key; the current one if absent.")
  private @Nullable Integer version;

  @Option(
      names = "--in",
      paramLabel = "FILE",
      description = "What to work on; standard input if absent, or for -.")
  private @Nullable Path in;

  /// A request about the key.
  ObjectNode request(Vault vault) throws StartFailure, InterruptedException {
    ObjectNode request = ApiCommand.request().put("id", choice.id(vault));
    if (version != null) {
      request.put("version", version);
    }
    return request;
  }

  /// The bytes to work on.
  byte[] read(Shell shell) throws StartFailure {
    return Input.read(in, shell, Limits.CRYPTO_INPUT_BYTES);
  }

  /// The bytes that are given in base64, which is a third longer, with line ends.
  byte[] readBase64(Shell shell, String what) throws StartFailure {
    return Input.ofBase64(Input.read(in, shell, 2 * Limits.CRYPTO_INPUT_BYTES), what);
  }
}
