package io.craton.vault.node.command.item;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.craton.vault.core.Limits;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.node.command.client.Vault;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import io.craton.vault.node.files.SecretFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Takes a key out of the vault.
@Command(
    name = "export",
    description =
        "Takes a key out of the vault that was made exportable: the private half of a pair, or the"
            + " symmetric key in base64; encrypted for somebody, if a recipient is given.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  (umask 077; craton item export /keys/backups >backups.key)",
      "  craton item export pvi_… --recipient-file their-public.pem",
      "  craton item export pvi_… --recipient-file their-public.pem --password-file password"
          + " --output json"
    })
final class ExportCommand extends ApiCommand {
  private static final String OAEP = "RSA-OAEP-4096-SHA512";
  private static final String KEM = "RSA-NO-PADDING-4096-KEM";

  @Mixin private ItemChoice choice = new ItemChoice();

  @Option(
      names = "--version",
      paramLabel = "NUMBER",
      description = "The version; the current one if absent.")
  private @Nullable Integer version;

  @Option(
      names = "--recipient-file",
      paramLabel = "FILE",
      description = "The RSA key of 4096 bits, in PEM, that it is encrypted for.")
  private @Nullable Path recipient;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description =
          "An owner-only file with a password that it is encrypted with besides; needed for key"
              + " pairs with a recipient, and goes with --output json.")
  private @Nullable Path password;

  @Override
  ExitCode run(Vault vault) throws StartFailure, InterruptedException {
    if (password != null && (recipient == null || !output().json())) {
      throw new StartFailure(
          ExitCode.USAGE, "--password-file goes with --recipient-file and --output json");
    }
    ObjectNode request = request().put("id", choice.id(vault));
    if (version != null) {
      request.put("version", version);
    }
    if (recipient != null) {
      request.put("asymmetric_algorithm", password == null ? OAEP : KEM);
      request.put("asymmetric_public_key", Input.text(recipient, shell(), Limits.PEM_CHARS));
    }
    if (password != null) {
      try (SecretBytes read = SecretFile.read("--password-file", password, ExitCode.USAGE)) {
        request.put("kem_password", read.decodeUtf8());
      }
    }
    JsonNode answer = vault.read("/v2/export", request);
    if (output().json()) {
      output().print(answer);
      return ExitCode.OK;
    }
    String material = answer.path(answer.has("private_key") ? "private_key" : "key").asText();
    writeText(material.getBytes(StandardCharsets.UTF_8));
    return ExitCode.OK;
  }
}
