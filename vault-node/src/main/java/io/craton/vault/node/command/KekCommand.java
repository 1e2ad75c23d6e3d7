package io.craton.vault.node.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.node.command.output.OutputOptions;
import io.craton.vault.node.command.output.Printable;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Work on the key-encryption key, under which all values are sealed.
@Command(name = "kek", description = "Shows, rotates and retires the key-encryption key.")
final class KekCommand implements Runnable {
  private static final String PATH = "/admin/v1/kek";
  private static final Duration POLL = Duration.ofSeconds(1);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  /// Shows what is sealed under which version.
  @Command(
      name = "status",
      description = "Shows the versions in the HSM, and how many values are sealed under each.",
      footerHeading = "%nExamples:%n",
      footer = "  craton kek status --config node.yaml")
  int status(@Mixin AdminOptions admin, @Mixin OutputOptions output)
      throws StartFailure, InterruptedException {
    try (SecretBytes token = admin.token()) {
      print(admin.calls().get(PATH, token), output);
    }
    return ExitCode.OK.code();
  }

  /// Makes a new key and follows the work that it makes.
  @Command(
      name = "rotate",
      description = {
        "Makes a new key in the HSM, has everything new sealed under it, and waits until the leader"
            + " has sealed everything older under it too.",
        "Breaking off the wait does not break off the work; see: craton kek status"
      },
      footerHeading = "%nExamples:%n",
      footer = "  craton kek rotate --config node.yaml")
  int rotate(
      @Mixin AdminOptions admin,
      @Option(names = "--no-wait", description = "Returns when the new key is in use.")
          boolean noWait,
      @Mixin OutputOptions output)
      throws StartFailure, InterruptedException {
    AdminCalls calls = admin.calls();
    try (SecretBytes token = admin.token()) {
      ObjectNode from = JsonMapper.builder().build().createObjectNode();
      from.put("from", calls.get(PATH, token).path("current").asInt());
      JsonNode keks = calls.post(PATH + "/rotate", token, from.toString());
      if (!noWait) {
        keks = follow(calls, token, keks);
      }
      print(keks, output);
    }
    return ExitCode.OK.code();
  }

  private JsonNode follow(AdminCalls calls, SecretBytes token, JsonNode first)
      throws StartFailure, InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    JsonNode keks = first;
    while (keks.path("left").asLong() > 0) {
      err.println(
          Printable.text(
              "version "
                  + keks.path("current").asText()
                  + ": "
                  + keks.path("left").asText()
                  + " of "
                  + keks.path("total").asText()
                  + " values left to seal anew"));
      Thread.sleep(POLL);
      try {
        keks = calls.get(PATH, token);
      } catch (StartFailure e) {
        if (e.code() != ExitCode.TRY_AGAIN && e.code() != ExitCode.NODE_UNREACHABLE) {
          throw e;
        }
        err.println("craton: " + Printable.text(e.problems().getFirst()));
      }
    }
    return keks;
  }

  /// Gives an old key up.
  @Command(
      name = "retire",
      description = {
        "Gives an old version up for good: the HSM destroys it. Refused while a value is sealed"
            + " under it.",
        "Backups that were taken before everything was sealed under a newer one cannot be opened"
            + " any more; craton backup verify names the versions that a backup needs."
      },
      footerHeading = "%nExamples:%n",
      footer = "  craton kek retire --config node.yaml --version 1")
  int retire(
      @Mixin AdminOptions admin,
      @Option(names = "--version", required = true, paramLabel = "N", description = "Which one.")
          int version,
      @Mixin OutputOptions output)
      throws StartFailure, InterruptedException {
    ObjectNode which = JsonMapper.builder().build().createObjectNode();
    which.put("version", version);
    try (SecretBytes token = admin.token()) {
      print(admin.calls().post(PATH + "/retire", token, which.toString()), output);
    }
    return ExitCode.OK.code();
  }

  private void print(JsonNode keks, OutputOptions output) {
    if (output.json()) {
      output.print(keks);
      return;
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println("VERSION  VALUES");
    for (JsonNode kek : keks.path("versions")) {
      boolean current = kek.path("version").equals(keks.path("current"));
      out.printf(
          "%7d  %d%s%n",
          kek.path("version").asInt(),
          kek.path("sealed").asLong(),
          current ? "  current" : kek.path("sealed").asLong() == 0 ? "  may be retired" : "");
    }
  }
}
