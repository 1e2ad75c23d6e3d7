package io.craton.vault.node.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.node.command.output.OutputOptions;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Has one node read the files of its certificates now. May be repeated: what has not changed
/// stays.
@Command(
    name = "reload-certificates",
    description = {
      "Has a node read its certificates, keys and authorities now, and shows what it uses then.",
      "A node does so by itself within some seconds after the files have changed. Files that are"
          + " not good are not used; the command then says why and ends with 66."
    },
    footerHeading = "%nExamples:%n",
    footer = "  craton cluster reload-certificates --config node.yaml")
final class ReloadCertificatesCommand implements Callable<Integer> {
  @Mixin private AdminOptions admin = new AdminOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() throws StartFailure, InterruptedException {
    JsonNode answer;
    try (SecretBytes token = admin.token()) {
      answer = admin.calls().post("/admin/v1/tls/reload", token);
    }
    if (output.json()) {
      output.print(answer);
    } else {
      answer.path("certificates").forEach(this::print);
    }
    List<String> problems = new ArrayList<>();
    answer
        .path("certificates")
        .forEach(each -> {
          if (each.has("problem")) {
            problems.add(each.path("problem").asText());
          }
        });
    if (!problems.isEmpty()) {
      throw StartFailure.ofAll(ExitCode.CERTIFICATE_INVALID, problems);
    }
    return ExitCode.OK.code();
  }

  private void print(JsonNode each) {
    List<String> names = new ArrayList<>();
    each.path("names").forEach(name -> names.add(name.asText()));
    output.line(
        "%-8s %s, serial %s, until %s, for %s"
            .formatted(
                each.path("role").asText(),
                each.path("subject").asText(),
                each.path("serial").asText(),
                each.path("not_after").asText(),
                names.isEmpty() ? "no host" : String.join(" ", names)));
  }
}
