package io.craton.vault.node.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.node.configuration.Configuration;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import io.craton.vault.node.running.Credentials;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Has the local node mint the cluster's first token. Works once in a cluster's life.
@Command(
    name = "bootstrap",
    description = "Prints the cluster's first token, once; asks the local node's admin address.",
    footerHeading = "%nExamples:%n",
    footer = {"  (umask 077; craton bootstrap --config node.yaml >token)"})
final class BootstrapCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigurationOptions options = new ConfigurationOptions();

  @Override
  public Integer call() throws StartFailure, InterruptedException {
    Configuration configuration = options.load();
    Path keyFile =
        configuration
            .admin()
            .bootstrapKeyFile()
            .orElseThrow(() ->
                new StartFailure(
                    ExitCode.CONFIGURATION,
                    "bootstrap.key-file is missing; set it, here and for the node"));
    AdminCalls calls =
        AdminCalls.of(
            configuration,
            "the node refuses the key: it runs with another bootstrap.key-file, or the cluster has"
                + " had its first token");
    try (SecretBytes key = Credentials.bootstrapKey(keyFile)) {
      JsonNode minted = calls.post("/admin/v1/bootstrap", key);
      spec.commandLine().getOut().println(minted.path("token").asText());
      return ExitCode.OK.code();
    }
  }
}
