package io.craton.vault.node.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.craton.vault.core.Limits;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.node.configuration.Configuration;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import io.craton.vault.node.files.RecoveryKey;
import java.io.PrintWriter;
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

  /// How results are printed.
  enum Output {
    table,
    json
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  /// Mints a token.
  @Command(name = "create", description = "Mints a token and prints its value, once.")
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
      @Option(names = "--output", defaultValue = "table", description = "table or json.")
          Output output)
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
  @Command(name = "list", description = "Lists all tokens, without their values.")
  int list(
      @Mixin AdminOptions admin,
      @Option(names = "--output", defaultValue = "table", description = "table or json.")
          Output output)
      throws StartFailure, InterruptedException {
    AdminCalls calls = admin.calls();
    List<JsonNode> tokens = new ArrayList<>();
    try (SecretBytes token = admin.token()) {
      ObjectNode query = JsonMapper.builder().build().createObjectNode();
      query.put("size", Limits.PAGE_TOKENS);
      boolean more = true;
      while (more) {
        JsonNode page = calls.post("/admin/v1/tokens/list", token, query.toString());
        page.path("tokens").forEach(tokens::add);
        more = page.has("next");
        query.put("after", page.path("next").asText());
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    if (output == Output.json) {
      ObjectNode all = JsonMapper.builder().build().createObjectNode();
      all.putArray("tokens").addAll(tokens);
      out.println(all);
    } else {
      TokenTable.print(tokens, out);
    }
    return ExitCode.OK.code();
  }

  /// Revokes a token.
  @Command(
      name = "revoke",
      description = "Revokes a token: when this returns, no node accepts it any more.")
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
              + " directory, on its machine.")
  int recover(
      @Mixin ConfigurationOptions options,
      @Option(names = "--output", defaultValue = "table", description = "table or json.")
          Output output)
      throws StartFailure, InterruptedException {
    Configuration configuration = options.load();
    AdminCalls calls =
        new AdminCalls(
            configuration.admin().endpoint(),
            "the node refuses the key: it runs with another node.data-dir");
    try (SecretBytes key = RecoveryKey.read(configuration.node().dataDirectory())) {
      print(calls.post("/admin/v1/recover", key), output);
    }
    return ExitCode.OK.code();
  }

  private void print(JsonNode minted, Output output) {
    PrintWriter out = spec.commandLine().getOut();
    if (output == Output.json) {
      out.println(minted);
      return;
    }
    out.println("id:    " + minted.path("id").asText());
    out.println("token: " + minted.path("token").asText());
  }
}
