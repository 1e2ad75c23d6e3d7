package io.craton.vault.node.command.item;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.craton.vault.node.command.client.Vault;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Reads an item.
@Command(
    name = "get",
    description = "Reads an item. The table does not show a secret's value; --value-only does.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  craton item get /services/db/password",
      "  DB_PASSWORD=$(craton item get /services/db/password --value-only)",
      "  craton item get pvi_… --version=all --output json",
      "  craton item get /keys/release-signing --value-only >public.pem      # of a key pair"
    })
final class GetCommand extends ApiCommand {
  /// Where a version has its material, the value before what belongs to it.
  private static final List<String> MATERIAL =
      List.of("token", "secret", "client_secret", "public_key");

  @Mixin private ItemChoice choice = new ItemChoice();

  @Option(
      names = "--version",
      paramLabel = "VERSION",
      description =
          "A number, all, -N for the Nth from the end, or -N: for the last N; the current one if"
              + " absent.")
  private @Nullable String version;

  @Option(
      names = "--value-only",
      description = "Prints the value of the secret, or the public key of the pair, and no more.")
  private boolean valueOnly;

  @Override
  ExitCode run(Vault vault) throws StartFailure, InterruptedException {
    ObjectNode request = request().put("id", choice.id(vault));
    if (version != null) {
      request.put("version", version);
    }
    JsonNode item = vault.read("/v2/get", request);
    if (valueOnly) {
      printValue(item);
      return ExitCode.OK;
    }
    if (!output().json() && value(item.path("item_versions").path(0)).isPresent()) {
      output().hint("the value is not shown; --value-only prints it");
    }
    return show(item);
  }

  private void printValue(JsonNode item) throws StartFailure {
    JsonNode versions = item.path("item_versions");
    if (versions.size() > 1) {
      throw new StartFailure(ExitCode.USAGE, "--value-only takes a --version that is one");
    }
    String value =
        value(versions.path(0))
            .orElseThrow(() ->
                new StartFailure(
                    ExitCode.REFUSED,
                    "the vault shows no value: the item has none, or the version's state, the item"
                        + " being disabled, or the token's permissions forbid it"));
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    writeText(utf8);
    Arrays.fill(utf8, (byte) 0);
  }

  private static Optional<String> value(JsonNode version) {
    return MATERIAL.stream().filter(version::has).findFirst().map(at -> version.path(at).asText());
  }
}
