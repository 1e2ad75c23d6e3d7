package io.craton.vault.node.command;

import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.node.command.client.Address;
import io.craton.vault.node.command.client.ClientOptions;
import io.craton.vault.node.command.client.NodeClient;
import io.craton.vault.node.configuration.Configuration;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where an administrator's command goes, and with which token. The token comes from the
/// environment or a file, never from the arguments, which every user of the machine can see.
public final class AdminOptions extends ClientOptions {
  private static final String ADDRESS = "CRATON_ADMIN";

  @Option(
      names = "--admin",
      order = 96,
      paramLabel = "ADDRESS",
      description =
          "The admin address of a node: HOST:PORT on this machine, or https://HOST:PORT; may be"
              + " repeated, or given with commas; the next one is asked when one is down. Without"
              + " it, --config, CRATON_ADMIN, or the profile's.")
  private List<String> addresses = new ArrayList<>();

  @Option(
      names = "--config",
      order = 97,
      paramLabel = "FILE",
      description = "The configuration of the node to ask, instead of --admin.")
  private @Nullable Path file;

  @Option(
      names = "--set",
      order = 98,
      paramLabel = "KEY=VALUE",
      description = "Overrides a key of that file and of the environment; may be repeated.")
  private List<String> set = new ArrayList<>();

  /// The nodes to ask.
  public AdminCalls calls() throws StartFailure {
    return calls("the token is not accepted, or lacks admin");
  }

  /// The nodes to ask.
  ///
  /// @param refusal what a 401 means to whoever reads the command's errors
  public AdminCalls calls(String refusal) throws StartFailure {
    if (addresses.isEmpty() && file != null && !namesAuthority()) {
      return AdminCalls.of(configuration(), refusal);
    }
    List<Address> nodes = nodes();
    return new AdminCalls(() -> client(nodes, NodeClient.PATIENCE), refusal);
  }

  private List<Address> nodes() throws StartFailure {
    List<Address> nodes = List.of();
    if (!addresses.isEmpty()) {
      nodes = read(addresses, "--admin");
    } else if (file != null) {
      nodes = read(List.of(configuration().admin().endpoint().toString()), "--config");
    } else if (shell().variable(ADDRESS).isPresent()) {
      nodes = read(List.of(shell().variable(ADDRESS).get()), ADDRESS);
    } else if (profile().isPresent()) {
      nodes = read(profile().get().admin(), profile().get().source());
    }
    if (nodes.isEmpty()) {
      throw new StartFailure(
          ExitCode.USAGE,
          "name the node: --config FILE, or --admin or CRATON_ADMIN=HOST:PORT on this machine or"
              + " https://HOST:PORT, or admin in the profile");
    }
    return nodes;
  }

  /// An authority on the command line asks for TLS even on this machine.
  private List<Address> read(List<String> texts, String source) throws StartFailure {
    Address.Bare bare = namesAuthority() ? Address.Bare.TLS : Address.Bare.PLAIN_HERE;
    return Address.readAll(texts, bare, source, false);
  }

  /// The configuration, for commands that work on a node's files.
  public Configuration configuration() throws StartFailure {
    if (file == null) {
      throw new StartFailure(ExitCode.USAGE, "name the node's configuration: --config FILE");
    }
    return Configuration.load(file, shell().environment(), set);
  }

  /// The caller closes it.
  public SecretBytes token() throws StartFailure {
    return tokenSource("that has admin").read();
  }
}
