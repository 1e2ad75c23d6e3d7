package io.craton.vault.node.command.item;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.craton.vault.node.command.client.Vault;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Makes a key in the HSM.
@Command(
    name = "generate",
    description = "Makes a key in the HSM, which it never leaves unless it is made exportable.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  craton item generate --algorithm ED25519 --purpose signing --name release-signing",
      "  craton item generate --algorithm AES-GCM-256 --folder /backups --rotation-frequency 90d",
      "  craton item generate --algorithm ES256 --purpose jwt --id-only"
    })
final class GenerateCommand extends ApiCommand {
  @Mixin private KeyOptions key = new KeyOptions();
  @Mixin private NewItemOptions item = new NewItemOptions();
  @Mixin private PolicyOptions policy = new PolicyOptions();

  @Override
  ExitCode run(Vault vault) throws StartFailure, InterruptedException {
    ObjectNode request = request();
    key.addTo(request);
    item.addTo(request);
    policy.addTo(request);
    return item.show(this, vault.write("/v2/key/generate", request));
  }
}
