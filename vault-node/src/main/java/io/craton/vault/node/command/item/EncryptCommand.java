package io.craton.vault.node.command.item;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.craton.vault.core.Limits;
import io.craton.vault.node.command.client.Vault;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Encrypts.
@Command(
    name = "encrypt",
    description = "Encrypts up to 4 MiB, and prints the ciphertext in base64.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  craton item encrypt /keys/backups --in dump >dump.enc",
      "  tar cz notes | craton item encrypt pvi_… --raw >notes.enc",
      "  craton item encrypt pvi_… --in row --additional-data-file row-id --output json"
    })
final class EncryptCommand extends ApiCommand {
  @Mixin private CryptoOptions crypto = new CryptoOptions();

  @Option(
      names = "--additional-data-file",
      paramLabel = "FILE",
      description = "What is authenticated besides; to decrypt, the same has to be given.")
  private @Nullable Path additionalData;

  @Option(names = "--raw", description = "Prints the ciphertext's bytes.")
  private boolean raw;

  @Override
  ExitCode run(Vault vault) throws StartFailure, InterruptedException {
    byte[] plain = crypto.read(shell());
    ObjectNode request = crypto.request(vault).put("plain_text", Input.base64(plain));
    Arrays.fill(plain, (byte) 0);
    if (additionalData != null) {
      byte[] data = Input.read(additionalData, shell(), Limits.CRYPTO_INPUT_BYTES);
      request.put("additional_data", Input.base64(data));
    }
    JsonNode answer = vault.read("/v2/encrypt", request);
    String version = answer.path("version").asText();
    output().hint("encrypted with version " + version + ": decrypt with --version " + version);
    if (!raw) {
      return show(answer, "cipher_text");
    }
    byte[] text = answer.path("cipher_text").asText().getBytes(StandardCharsets.US_ASCII);
    write(Input.ofBase64(text, "the ciphertext"));
    return ExitCode.OK;
  }
}
