package io.craton.vault.http.server;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads the token out of an `Authorization` header (RFC 6750 §2.1).
public final class Bearer {
  private static final String SCHEME = "bearer ";
  private static final int MAX_CHARS = 4096;

  private Bearer() {}

  /// The token, whatever it looks like; empty unless there is exactly one header with one.
  public static Optional<String> token(Exchange exchange) {
    List<String> headers = exchange.headers("Authorization");
    if (headers.size() != 1) {
      return Optional.empty();
    }
    String header = headers.getFirst();
    if (header.length() <= SCHEME.length()
        || !header.substring(0, SCHEME.length()).toLowerCase(Locale.ROOT).equals(SCHEME)) {
      return Optional.empty();
    }
    String token = header.substring(SCHEME.length()).strip();
    return token.isEmpty() || token.length() > MAX_CHARS ? Optional.empty() : Optional.of(token);
  }
}
