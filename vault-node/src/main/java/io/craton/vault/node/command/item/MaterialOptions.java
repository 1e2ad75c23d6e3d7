package io.craton.vault.node.command.item;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.craton.vault.core.Limits;
import io.craton.vault.node.command.shell.Shell;
import io.craton.vault.node.exit.StartFailure;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// A key that was made elsewhere, in files.
final class MaterialOptions {
  @Option(
      names = "--private-key-file",
      paramLabel = "FILE",
      description = "The private half of a pair, in PEM; goes with --public-key-file.")
  private @Nullable Path privateKey;

  @Option(
      names = "--public-key-file",
      paramLabel = "FILE",
      description =
          "The public half, in PEM; alone, it makes a key that only verifies. 'openssl pkey -in"
              + " FILE -pubout' makes it of the private one.")
  private @Nullable Path publicKey;

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description = "A symmetric key, in base64; - is standard input.")
  private @Nullable Path key;

  @Option(names = "--raw", description = "The symmetric key is in bytes, not in base64.")
  private boolean raw;

  boolean given() {
    return privateKey != null || publicKey != null || key != null;
  }

  void addTo(ObjectNode request, Shell shell) throws StartFailure {
    if (privateKey != null) {
      request.put("private_key", Input.text(privateKey, shell, Limits.PEM_CHARS));
    }
    if (publicKey != null) {
      request.put("public_key", Input.text(publicKey, shell, Limits.PEM_CHARS));
    }
    if (key != null) {
      byte[] read = Input.read(key, shell, 2 * Limits.SYMMETRIC_KEY_BYTES);
      byte[] bytes = raw ? read : Input.ofBase64(read, "the key");
      request.put("key", Input.base64(bytes));
      Arrays.fill(read, (byte) 0);
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
