package io.craton.vault.node.command.item;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.craton.vault.node.command.client.Vault;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Takes a key into the HSM.
@Command(
    name = "import",
    description = "Takes a key that was made elsewhere into the HSM.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  openssl pkey -in key.pem -pubout -out public.pem",
      "  craton item import --algorithm ES256 --purpose signing --private-key-file key.pem"
          + " --public-key-file public.pem",
      "  craton item import --algorithm AES-GCM-256 --key-file key.b64 --name backups"
    })
final class ImportCommand extends ApiCommand {
  @Mixin private KeyOptions key = new KeyOptions();
  @Mixin private MaterialOptions material = new MaterialOptions();
  @Mixin private NewItemOptions item = new NewItemOptions();
  @Mixin private PolicyOptions policy = new PolicyOptions();

  @Override
  ExitCode run(Vault vault) throws StartFailure, InterruptedException {
    if (!material.given()) {
      throw new StartFailure(
          ExitCode.USAGE, "give the key: --private-key-file and --public-key-file, or --key-file");
    }
    ObjectNode request = request();
    key.addTo(request);
    item.addTo(request);
    policy.addTo(request);
    material.addTo(request, shell());
    return item.show(this, vault.write("/v2/key/store", request));
  }
}
