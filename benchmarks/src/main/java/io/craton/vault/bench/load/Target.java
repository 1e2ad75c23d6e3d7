package io.craton.vault.bench.load;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;

/// Where a server listens for HTTPS.
public record Target(String host, int port) {
  private static final int HTTPS = 443;

  /// The server of a URL such as `https://127.0.0.1:8201`.
  public static Target of(String url) {
    URI uri = URI.create(url.strip());
    if (!"https".equals(uri.getScheme()) || uri.getHost() == null) {
      throw new IllegalArgumentException("not the URL of a server with TLS: " + url);
    }
    return new Target(uri.getHost(), uri.getPort() < 0 ? HTTPS : uri.getPort());
  }

  /// The servers of URLs with commas between them.
  public static List<Target> all(String urls) {
    return Arrays.stream(urls.split(",", -1)).map(Target::of).toList();
  }

  /// As in the header `Host`.
  public String authority() {
    return host + ":" + port;
  }

  @SuppressWarnings("AddressSelection") // The one that the system prefers.
  InetSocketAddress address() {
    return new InetSocketAddress(host, port);
  }
}
