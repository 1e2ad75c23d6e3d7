package io.craton.vault.node.command.item;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.craton.vault.node.command.client.Vault;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Signs.
@Command(
    name = "sign",
    description = "Signs a message, and prints the signature in base64.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  craton item sign /keys/release-signing --in craton.jar >craton.jar.sig",
      "  printf 'a message' | craton item sign pvi_… --raw >signature"
    })
final class SignCommand extends ApiCommand {
  @Mixin private CryptoOptions crypto = new CryptoOptions();

  @Option(names = "--raw", description = "Prints the signature's bytes.")
  private boolean raw;

  @Override
  ExitCode run(Vault vault) throws StartFailure, InterruptedException {
    String message = Input.base64(crypto.read(shell()));
    ObjectNode request = crypto.request(vault).put("message", message);
    JsonNode answer = vault.read("/v2/sign", request);
    if (!raw) {
      return show(answer, "signature");
    }
    byte[] signature = answer.path("signature").asText().getBytes(StandardCharsets.US_ASCII);
    write(Input.ofBase64(signature, "the signature"));
    return ExitCode.OK;
  }
}
