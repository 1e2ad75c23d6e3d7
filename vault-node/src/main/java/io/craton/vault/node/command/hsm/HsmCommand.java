package io.craton.vault.node.command.hsm;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.hsm.HsmProbe;
import io.craton.vault.node.command.AdminOptions;
import io.craton.vault.node.command.ConfigurationOptions;
import io.craton.vault.node.command.output.OutputOptions;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import io.craton.vault.node.running.HsmInspection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Looks at HSMs.
@Command(name = "hsm", description = "Shows how the HSM of a node is, and what a token can do.")
public final class HsmCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  /// Shows the HSM of a running node.
  @Command(
      name = "status",
      description =
          "Shows the token of a running node, whether its calls are let through, its sessions, and"
              + " how each algorithm is computed.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  craton hsm status --config node.yaml --token-file admin-token",
        "  craton hsm status --output json | jq -r .state"
      })
  int status(@Mixin AdminOptions admin, @Mixin OutputOptions output)
      throws StartFailure, InterruptedException {
    try (SecretBytes token = admin.token()) {
      JsonNode report = admin.calls().get("/admin/v1/hsm", token);
      if (output.json()) {
        output.print(report);
        return ExitCode.OK.code();
      }
      output.print(HsmTables.state(report));
      if (!report.path("algorithms").isEmpty()) {
        output.line("");
        output.print(HsmTables.algorithms(report.path("algorithms")));
      }
      return ExitCode.OK.code();
    }
  }

  /// Tries a token.
  @Command(
      name = "probe",
      description =
          "Opens the HSM of a configuration, tries every algorithm, and says how each is computed:"
              + " native in the token, composed of its operations, or not at all. Leaves no key;"
              + " works beside a running node. Tries the PIN once.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  craton hsm probe --config node.yaml",
        "  craton hsm probe --config node.yaml --set hsm.binding=sunpkcs11 --output json"
      })
  int probe(@Mixin ConfigurationOptions options, @Mixin OutputOptions output) throws StartFailure {
    HsmProbe.Report report = HsmInspection.probe(options.load());
    JsonNode document = ProbeJson.of(report);
    if (output.json()) {
      output.print(document);
      return ExitCode.OK.code();
    }
    output.print(HsmTables.probe(document));
    output.line("");
    output.print(HsmTables.algorithms(document.path("algorithms")));
    return ExitCode.OK.code();
  }
}
