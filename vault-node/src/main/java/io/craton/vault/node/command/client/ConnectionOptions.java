package io.craton.vault.node.command.client;

import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/// The options of commands that use the public API.
public final class ConnectionOptions extends ClientOptions {
  @Option(
      names = "--endpoint",
      order = 91,
      paramLabel = "URL",
      description =
          "A node's API, such as https://vault-1:8200; may be repeated, or given with commas; the"
              + " next one is asked when one is down. Without it, CRATON_ENDPOINTS, or the"
              + " profile's.")
  private List<String> endpoints = new ArrayList<>();

  @Option(
      names = "--allow-plain",
      order = 92,
      description = "Permits http:// to other machines: whoever is on the way reads the token.")
  private boolean allowPlain;

  /// The vault that these options name. The caller closes it.
  public Vault connect() throws StartFailure {
    List<Address> nodes = nodes();
    TokenSource token = tokenSource("with the permissions for this");
    return new Vault(client(nodes, NodeClient.PATIENCE), token.read());
  }

  private List<Address> nodes() throws StartFailure {
    List<Address> nodes = List.of();
    if (!endpoints.isEmpty()) {
      nodes = read(endpoints, "--endpoint");
    } else if (shell().variable("CRATON_ENDPOINTS").isPresent()) {
      nodes = read(List.of(shell().variable("CRATON_ENDPOINTS").get()), "CRATON_ENDPOINTS");
    } else if (profile().isPresent()) {
      nodes = read(profile().get().endpoints(), profile().get().source());
    }
    if (nodes.isEmpty()) {
      throw new StartFailure(
          ExitCode.USAGE,
          "name a node: --endpoint https://HOST:PORT, CRATON_ENDPOINTS, or endpoints in"
              + " ~/.config/craton/profile.yaml");
    }
    return nodes;
  }

  private List<Address> read(List<String> texts, String source) throws StartFailure {
    return Address.readAll(texts, Address.Bare.TLS, source, allowPlain);
  }
}
