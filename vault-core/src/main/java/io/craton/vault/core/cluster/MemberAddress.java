package io.craton.vault.core.cluster;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Where other nodes reach one. Nothing is looked up.
///
/// @param host a host name or an IP address, without brackets
/// @param port 1 to 65535
public record MemberAddress(String host, int port) {
  /// Longest host name that DNS has.
  public static final int MAX_HOST_CHARS = 253;

  /// Longest written form: a host, a colon, a port.
  public static final int MAX_CHARS = MAX_HOST_CHARS + 8;

  private static final int MAX_PORT = 65_535;
  private static final int MAX_PORT_DIGITS = 5;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_])?");
  private static final Pattern IP_6 =
      Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%[A-Za-z0-9._-]+)?");

  /// Addresses to listen at, not to connect to.
  private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

  /// @throws IllegalArgumentException when nobody could connect to that
  public MemberAddress {
    if (!isHost(host) || port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException("no address of a node: '" + host + "' port " + port);
    }
  }

  /// Reads `host:port`, with brackets around an IPv6 address; empty when `text` is none that
  /// another node can connect to.
  public static Optional<MemberAddress> parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0 || text.length() > MAX_CHARS) {
      return Optional.empty();
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.contains(":")) {
      return Optional.empty();
    }
    String digits = text.substring(colon + 1);
    if (digits.isEmpty()
        || digits.length() > MAX_PORT_DIGITS
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.empty();
    }
    int port = Integer.parseInt(digits);
    return isHost(host) && port >= 1 && port <= MAX_PORT
        ? Optional.of(new MemberAddress(host, port))
        : Optional.empty();
  }

  private static boolean isHost(String host) {
    return host.length() <= MAX_HOST_CHARS
        && !WILDCARDS.contains(host)
        && (NAME.matcher(host).matches() || IP_6.matcher(host).matches());
  }

  /// The form that [#parse] takes.
  @Override
  public String toString() {
    return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
  }
}
