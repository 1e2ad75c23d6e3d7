package io.craton.vault.node.command.item;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.craton.vault.node.command.client.Vault;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Stores a secret, a token or a client secret.
@Command(
    name = "store",
    description = "Stores a secret, a token or a client secret.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  craton item store --folder /services/db --name password            # asks for the value",
      "  pass show db | craton item store --folder /services/db --name password --id-only",
      "  craton item store --name billing-token --token --value-file token --rotation-frequency"
          + " 30d",
      "  craton item store --client-id web --client-secret-id 1 --value-file client-secret"
    })
final class StoreCommand extends ApiCommand {
  @Mixin private NewItemOptions item = new NewItemOptions();
  @Mixin private ValueOptions value = new ValueOptions();
  @Mixin private PolicyOptions policy = new PolicyOptions();

  @Option(names = "--token", description = "The value is an API token, which can be rotated.")
  private boolean token;

  @Option(
      names = "--client-id",
      paramLabel = "ID",
      description = "The value is a secret of that client; goes with --client-secret-id.")
  private @Nullable String clientId;

  @Option(
      names = "--client-secret-id",
      paramLabel = "ID",
      description = "Which secret of the client it is.")
  private @Nullable String clientSecretId;

  @Option(
      names = "--encrypting-item",
      paramLabel = "ID",
      description = "The id of a key of the vault that the value is encrypted under as well.")
  private @Nullable String encrypting;

  @Override
  ExitCode run(Vault vault) throws StartFailure, InterruptedException {
    boolean client = clientId != null || clientSecretId != null;
    if (client && (token || clientId == null || clientSecretId == null)) {
      throw new StartFailure(
          ExitCode.USAGE, "give --client-id and --client-secret-id together, without --token");
    }
    ObjectNode request = request();
    if (client) {
      request.put("type", "pangea_client_secret");
      request.put("client_id", clientId).put("client_secret_id", clientSecretId);
    } else {
      request.put("type", token ? "pangea_token" : "secret");
    }
    item.addTo(request);
    policy.addTo(request);
    if (encrypting != null) {
      request.put("encrypting_item_id", encrypting);
    }
    request.put(client ? "client_secret" : token ? "token" : "secret", value.read(shell()));
    return item.show(this, vault.write("/v2/secret/store", request));
  }
}
