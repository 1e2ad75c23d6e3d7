package io.craton.vault.consensus;

import java.util.Optional;

/// A TCP address to connect to.
///
/// @param host a host name or an IP address
/// @param port 1 to 65535
public record HostPort(String host, int port) {
  private static final int MAX_PORT = 65_535;

  /// @throws IllegalArgumentException when the host is blank or the port out of range
  public HostPort {
    if (host.isBlank() || port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException("no address: '" + host + "' port " + port);
    }
  }

  /// Reads what [#toString()] gives; empty when it is nothing of that kind.
  public static Optional<HostPort> parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    String host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      return Optional.of(
          new HostPort(bracketed ? host.substring(1, host.length() - 1) : host, port));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
  }
}
