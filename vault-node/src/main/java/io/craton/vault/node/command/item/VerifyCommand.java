package io.craton.vault.node.command.item;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.vault.core.Limits;
import io.craton.vault.node.command.client.Vault;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Checks a signature.
@Command(
    name = "verify",
    description = "Checks a signature: prints valid or invalid, and ends with 0 or 1.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  craton item verify /keys/release-signing --in craton.jar --signature-file craton.jar.sig",
      "  craton item verify pvi_… --in message --signature MEUCIQ… --version 1 && echo good"
    })
final class VerifyCommand extends ApiCommand {
  @Mixin private CryptoOptions crypto = new CryptoOptions();

  @Option(
      names = "--signature-file",
      paramLabel = "FILE",
      description = "A file with the signature in base64; with --raw, in bytes.")
  private @Nullable Path file;

  @Option(
      names = "--signature",
      paramLabel = "BASE64",
      description = "The signature itself, which is no secret.")
  private @Nullable String signature;

  @Option(names = "--raw", description = "The file has the signature's bytes.")
  private boolean raw;

  @Override
  ExitCode run(Vault vault) throws StartFailure, InterruptedException {
    byte[] given = signature();
    String message = Input.base64(crypto.read(shell()));
    JsonNode answer =
        vault.read(
            "/v2/verify",
            crypto.request(vault).put("message", message).put("signature", Input.base64(given)));
    return verdict(answer);
  }

  private byte[] signature() throws StartFailure {
    if ((file == null) == (signature == null)) {
      throw new StartFailure(ExitCode.USAGE, "give --signature-file or --signature");
    }
    String text = signature;
    if (text != null) {
      return Input.ofBase64(text.getBytes(StandardCharsets.UTF_8), "the signature");
    }
    byte[] read = Input.read(file, shell(), Limits.CRYPTO_INPUT_BYTES);
    return raw ? read : Input.ofBase64(read, "the signature");
  }
}
