package io.craton.vault.consensus;

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

  @Override
  public String toString() {
    return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
  }
}
