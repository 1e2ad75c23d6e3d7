package io.craton.vault.node.command.item;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.craton.vault.core.Limits;
import io.craton.vault.node.command.client.Vault;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// JSON Web Tokens.
@Command(
    name = "jwt",
    description = "Signs and checks JSON Web Tokens; shows public keys as JSON Web Keys.",
    subcommands = {JwtCommand.Sign.class, JwtCommand.Verify.class, JwtCommand.Keys.class})
final class JwtCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  /// Signs a payload.
  @Command(
      name = "sign",
      description = "Signs a payload as it is, and prints the token in compact form.",
      footerHeading = "%nExamples:%n",
      footer = "  echo '{\"sub\":\"app\"}' | craton item jwt sign /keys/tokens")
  static final class Sign extends ApiCommand {
    @Mixin private ItemChoice choice = new ItemChoice();

    @Option(
        names = "--in",
        paramLabel = "FILE",
        description = "The payload; standard input if absent, or for -.")
    private @Nullable Path in;

    @Override
    ExitCode run(Vault vault) throws StartFailure, InterruptedException {
      String payload = Input.text(in, shell(), Limits.CRYPTO_INPUT_BYTES).stripTrailing();
      ObjectNode request = request().put("id", choice.id(vault)).put("payload", payload);
      return show(vault.read("/v2/jwt/sign", request), "jws");
    }
  }

  /// Checks a token.
  @Command(
      name = "verify",
      description =
          "Checks the signature of a token, not its claims: prints valid or invalid, and ends with"
              + " 0 or 1.",
      footerHeading = "%nExamples:%n",
      footer = "  craton item jwt verify --in token && echo good")
  static final class Verify extends ApiCommand {
    @Option(
        names = "--in",
        paramLabel = "FILE",
        description = "The token; standard input if absent, or for -.")
    private @Nullable Path in;

    @Override
    ExitCode run(Vault vault) throws StartFailure, InterruptedException {
      String token = Input.text(in, shell(), Limits.BODY_BYTES).strip();
      return verdict(vault.read("/v2/jwt/verify", request().put("jws", token)));
    }
  }

  /// Shows public keys.
  @Command(
      name = "keys",
      description = "Prints the public keys of a key pair as a JSON Web Key Set.",
      footerHeading = "%nExamples:%n",
      footer = "  craton item jwt keys /keys/tokens --version=all >jwks.json")
  static final class Keys extends ApiCommand {
    @Mixin private ItemChoice choice = new ItemChoice();

    @Option(
        names = "--version",
        paramLabel = "VERSION",
        description = "A number, all, -N or -N:; the current one if absent.")
    private @Nullable String version;

    @Override
    ExitCode run(Vault vault) throws StartFailure, InterruptedException {
      ObjectNode request = request().put("id", choice.id(vault));
      if (version != null) {
        request.put("version", version);
      }
      JsonNode keys = vault.read("/v2/jwk/get", request);
      output().print(keys);
      return ExitCode.OK;
    }
  }
}
