package io.craton.vault.node.command.client;

import io.craton.vault.node.configuration.Endpoint;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where a node listens, and whether by TLS.
public record Address(boolean tls, Endpoint endpoint) {
  private static final String TLS = "https://";
  private static final String PLAIN = "http://";
  private static final int TLS_PORT = 443;
  private static final int PLAIN_PORT = 80;

  /// What an address without a scheme stands for.
  public enum Bare {
    /// TLS, as the API has it.
    TLS,
    /// Plain HTTP on this machine, as the admin API has it there, and TLS elsewhere.
    PLAIN_HERE
  }

  /// Reads `https://HOST[:PORT]`, `http://HOST[:PORT]` or `HOST:PORT`; empty for anything else.
  public static Optional<Address> read(String text, Bare bare) {
    String rest = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    if (rest.startsWith(TLS)) {
      return endpoint(rest.substring(TLS.length()), TLS_PORT).map(at -> new Address(true, at));
    }
    if (rest.startsWith(PLAIN)) {
      return endpoint(rest.substring(PLAIN.length()), PLAIN_PORT).map(at -> new Address(false, at));
    }
    return Endpoint.read(rest).map(at -> new Address(bare == Bare.TLS || !at.loopback(), at));
  }

  private static Optional<Endpoint> endpoint(String text, int port) {
    return Endpoint.read(text).or(() -> Endpoint.read(text + ":" + port));
  }

  /// Reads a list of them, each given by itself or with commas.
  ///
  /// @param source where they come from, for messages
  /// @param plainAllowed whether plain HTTP may leave this machine
  /// @throws StartFailure with `USAGE` when one is none, or would carry the token in the clear
  public static List<Address> readAll(
      List<String> texts, Bare bare, String source, boolean plainAllowed) throws StartFailure {
    List<Address> all = new ArrayList<>();
    for (String text : String.join(",", texts).split(",", -1)) {
      if (text.isBlank()) {
        continue;
      }
      Address address =
          read(text.strip(), bare)
              .orElseThrow(() ->
                  new StartFailure(
                      ExitCode.USAGE,
                      source + ": expected https://HOST:PORT, found '" + text.strip() + "'"));
      if (!address.tls && !address.endpoint.loopback() && !plainAllowed) {
        throw new StartFailure(
            ExitCode.USAGE,
            source
                + ": "
                + address
                + " is not this machine, and without TLS the token would go there in the clear;"
                + " use https://");
      }
      all.add(address);
    }
    return all;
  }

  /// The place of a path there.
  URI resolve(String path) {
    return URI.create(this + path);
  }

  /// The form that [#read] takes.
  @Override
  public String toString() {
    return (tls ? TLS : PLAIN) + endpoint;
  }
}
