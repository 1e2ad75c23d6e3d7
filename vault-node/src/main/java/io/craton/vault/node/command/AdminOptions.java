package io.craton.vault.node.command;

import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.node.configuration.Configuration;
import io.craton.vault.node.configuration.Endpoint;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import io.craton.vault.node.files.SecretFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where an administrator's command goes, and with which token. The token comes from the
/// environment or a file, never from the arguments, which every user of the machine can see.
final class AdminOptions {
  private static final String ADDRESS = "CRATON_ADMIN";
  private static final String TOKEN = "CRATON_TOKEN";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The configuration of the node to ask; without it, CRATON_ADMIN=HOST:PORT on this"
              + " machine.")
  private @Nullable Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a key of the file and of the environment; may be repeated.")
  private List<String> set = new ArrayList<>();

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "An owner-only file with a token that has admin; without it, CRATON_TOKEN.")
  private @Nullable Path tokenFile;

  AdminCalls calls() throws StartFailure {
    return new AdminCalls(endpoint(System.getenv()), "the token is not accepted, or lacks admin");
  }

  private Endpoint endpoint(Map<String, String> environment) throws StartFailure {
    if (file != null) {
      return Configuration.load(file, environment, set).admin().endpoint();
    }
    return Optional.ofNullable(environment.get(ADDRESS))
        .flatMap(Endpoint::read)
        .filter(Endpoint::loopback)
        .orElseThrow(() ->
            new StartFailure(
                ExitCode.USAGE,
                "name the node: --config FILE, or CRATON_ADMIN=HOST:PORT on this machine, as the"
                    + " admin API has no TLS"));
  }

  /// The caller closes it.
  SecretBytes token() throws StartFailure {
    if (tokenFile != null) {
      return SecretFile.read("--token-file", tokenFile, ExitCode.USAGE);
    }
    String token = System.getenv(TOKEN);
    if (token == null || token.isBlank()) {
      throw new StartFailure(
          ExitCode.USAGE, "give a token that has admin: --token-file FILE, or CRATON_TOKEN");
    }
    return SecretBytes.utf8(token.strip());
  }
}
