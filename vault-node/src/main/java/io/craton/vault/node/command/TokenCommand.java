package io.craton.vault.node.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.craton.vault.core.Limits;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.node.command.output.OutputOptions;
import io.craton.vault.node.configuration.Configuration;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import io.craton.vault.node.files.RecoveryKey;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Work on API tokens. A value is printed once, by the command that made it, on a line of its own.
@Command(name = "token", description = "Mints, lists and revokes API tokens.")
final class TokenCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  /// Mints a token.
  @Command(
      name = "create",
      description = "Mints a token and prints its value, once.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  craton token create --config node.yaml --name billing --permissions read,crypto"
            + " --scope /billing/ --ttl 90d",
        "  craton token create --name ci --permissions read,secret-read --output json | jq -r"
            + " .token"
      })
  int create(
      @Mixin AdminOptions admin,
      @Option(names = "--name", required = true, description = "A label for people.") String name,
      @Option(
              names = "--permissions",
              required = true,
              split = ",",
              paramLabel = "NAME",
              description =
                  "Some of read, secret-read, write, crypto, export, rotate, state, delete, admin,"
                      + " audit; with commas.")
          List<String> permissions,
      @Option(
              names = "--scope",
              defaultValue = "/",
              description = "The folder at and below which they count; default: everything.")
          String scope,
      @Option(names = "--ttl", description = "How long it works, such as 30d; default: for ever.")
          List<String> ttl,
      @Mixin OutputOptions output)
      throws StartFailure, InterruptedException {
    ObjectNode wish = JsonMapper.builder().build().createObjectNode();
    wish.put("name", name).put("scope", scope);
    permissions.forEach(wish.putArray("permissions")::add);
    if (ttl != null && !ttl.isEmpty()) {
      wish.put("ttl", ttl.getLast());
    }
    try (SecretBytes token = admin.token()) {
      print(admin.calls().post("/admin/v1/tokens", token, wish.toString()), output);
    } catch (StartFailure e) {
      if (e.code() == ExitCode.NODE_UNREACHABLE || e.code() == ExitCode.TRY_AGAIN) {
        spec.commandLine()
            .getErr()
            .println(
                "craton: the token may have been made, and its value is lost; look for it with:"
                    + " craton token list");
      }
      throw e;
    }
    return ExitCode.OK.code();
  }

  /// Lists tokens.
  @Command(
      name = "list",
      description = "Lists all tokens, without their values.",
      footerHeading = "%nExamples:%n",
      footer = "  CRATON_ADMIN=127.0.0.1:8400 craton token list --token-file admin-token")
  int list(@Mixin AdminOptions admin, @Mixin OutputOptions output)
      throws StartFailure, InterruptedException {
    AdminCalls calls = admin.calls();
    List<JsonNode> tokens = new ArrayList<>();
    try (SecretBytes token = admin.token()) {
      ObjectNode query = JsonMapper.builder().build().createObjectNode();
      query.put("size", Limits.PAGE_TOKENS);
      boolean more = true;
      while (more) {
        JsonNode page = calls.postRepeatable("/admin/v1/tokens/list", token, query.toString());
        page.path("tokens").forEach(tokens::add);
        more = page.has("next");
        query.put("after", page.path("next").asText());
      }
    }
    if (output.json()) {
      ObjectNode all = JsonMapper.builder().build().createObjectNode();
      all.putArray("tokens").addAll(tokens);
      output.print(all);
    } else {
      output.print(TokenTable.of(tokens));
    }
    return ExitCode.OK.code();
  }

  /// Revokes a token.
  @Command(
      name = "revoke",
      description = "Revokes a token: when this returns, no node accepts it any more.",
      footerHeading = "%nExamples:%n",
      footer = "  craton token revoke --config node.yaml tok_…")
  int revoke(
      @Mixin AdminOptions admin,
      @Parameters(paramLabel = "ID", description = "As listed: tok_…") String id)
      throws StartFailure, InterruptedException {
    ObjectNode which = JsonMapper.builder().build().createObjectNode();
    which.put("id", id);
    try (SecretBytes token = admin.token()) {
      var _ = admin.calls().post("/admin/v1/tokens/revoke", token, which.toString());
    }
    spec.commandLine().getOut().println("revoked " + id);
    return ExitCode.OK.code();
  }

  /// Mints a root token for whoever has lost them all.
  @Command(
      name = "recover",
      description =
          "Mints another token with every permission; run it as the owner of a running node's data"
              + " directory, on its machine.",
      footerHeading = "%nExamples:%n",
      footer = "  sudo -u craton craton token recover --config node.yaml")
  int recover(@Mixin ConfigurationOptions options, @Mixin OutputOptions output)
      throws StartFailure, InterruptedException {
    Configuration configuration = options.load();
    AdminCalls calls =
        AdminCalls.of(
            configuration, "the node refuses the key: it runs with another node.data-dir");
    try (SecretBytes key = RecoveryKey.read(configuration.node().dataDirectory())) {
      print(calls.post("/admin/v1/recover", key), output);
    }
    return ExitCode.OK.code();
  }

  private static void print(JsonNode minted, OutputOptions output) {
    if (output.json()) {
      output.print(minted);
      return;
    }
    output.line("id:    " + minted.path("id").asText());
    output.line("token: " + minted.path("token").asText());
  }
}
