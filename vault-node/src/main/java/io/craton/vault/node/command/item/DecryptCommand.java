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

/// Decrypts.
@Command(
    name = "decrypt",
    description = "Decrypts what encrypt made, and prints the bytes that were encrypted.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  craton item decrypt /keys/backups --in dump.enc >dump",
      "  craton item decrypt pvi_… --raw --version 1 <notes.enc | tar xz"
    })
final class DecryptCommand extends ApiCommand {
  @Mixin private CryptoOptions crypto = new CryptoOptions();

  @Option(
      names = "--additional-data-file",
      paramLabel = "FILE",
      description = "What was authenticated besides.")
  private @Nullable Path additionalData;

  @Option(names = "--raw", description = "The ciphertext is given in bytes, not in base64.")
  private boolean raw;

  @Override
  ExitCode run(Vault vault) throws StartFailure, InterruptedException {
    byte[] sealed = raw ? crypto.read(shell()) : crypto.readBase64(shell(), "the ciphertext");
    ObjectNode request = crypto.request(vault).put("cipher_text", Input.base64(sealed));
    if (additionalData != null) {
      byte[] data = Input.read(additionalData, shell(), Limits.CRYPTO_INPUT_BYTES);
      request.put("additional_data", Input.base64(data));
    }
    JsonNode answer = vault.read("/v2/decrypt", request);
    if (output().json()) {
      output().print(answer);
      return ExitCode.OK;
    }
    byte[] text = answer.path("plain_text").asText().getBytes(StandardCharsets.US_ASCII);
    byte[] plain = Input.ofBase64(text, "the plaintext");
    write(plain);
    Arrays.fill(text, (byte) 0);
    Arrays.fill(plain, (byte) 0);
    return ExitCode.OK;
  }
}
