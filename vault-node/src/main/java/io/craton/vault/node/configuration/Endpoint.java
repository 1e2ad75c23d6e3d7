package io.craton.vault.node.configuration;

import java.util.Optional;
import java.util.regex.Pattern;

/// A host and a port, as written; nothing is looked up.
public record Endpoint(String host, int port) {
  private static final Pattern LOOPBACK_V4 = Pattern.compile("127(\\.\\d{1,3}){3}");

  /// Reads `host:port`, with brackets around an IPv6 address.
  public static Optional<Endpoint> read(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.contains(":")) {
      return Optional.empty();
    }
    Optional<String> read = Kinds.ADDRESS.read(host);
    return Kinds.PORT
        .read(text.substring(colon + 1))
        .flatMap(port -> read.map(address -> new Endpoint(address, port)));
  }

  /// True when only this machine can reach it. A name other than `localhost` is taken for a foreign
  /// one: what it resolves to may change after the check.
  public boolean loopback() {
    return host.equals("localhost") || host.equals("::1") || LOOPBACK_V4.matcher(host).matches();
  }

  /// The form that [#read] takes.
  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
