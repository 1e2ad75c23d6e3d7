package io.craton.vault.consensus;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.function.Supplier;

/// How this node is connected to its peers.
///
/// @param bindHost the local address that both listeners bind to; the ports are those of the member
/// @param tls mutual TLS on both channels when present; asked before every connection, so that an
///   identity that was renewed is used without a restart
/// @param plaintextAllowed accept a missing `tls` on an address that others can reach
public record Network(
    String bindHost, Optional<Supplier<TlsIdentity>> tls, boolean plaintextAllowed) {
  /// @throws IllegalArgumentException when others could reach an unprotected listener
  public Network {
    if (tls.isEmpty() && !plaintextAllowed && !isLoopback(bindHost)) {
      throw new IllegalArgumentException(
          "peers must use TLS on " + bindHost + ", or plaintext must be allowed by name");
    }
  }

  /// For a cluster on one machine, without TLS.
  public static Network loopback() {
    return new Network("127.0.0.1", Optional.empty(), false);
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("unknown host to bind to: " + host, e);
    }
  }
}
