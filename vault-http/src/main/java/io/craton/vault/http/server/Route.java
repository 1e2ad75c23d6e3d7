package io.craton.vault.http.server;

import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.http.request.InvalidRequest;
import java.io.IOException;

/// A method and path, and what is done there.
///
/// @param path exact, except for a last segment in braces, which stands for any one segment
/// @param isForEverybody without a token, the same to all: counted apart from what the vault does
public record Route(Method method, String path, boolean isForEverybody, Action action) {
  /// A route for callers.
  public Route(Method method, String path, Action action) {
    this(method, path, false, action);
  }

  /// The methods in use.
  public enum Method {
    GET,
    POST
  }

  /// Serves one request: sends one answer, or throws what is answered instead.
  @FunctionalInterface
  public interface Action {
    void serve(Exchange exchange) throws RequestRefused, Unavailable, InvalidRequest, IOException;
  }

  boolean hasParameter() {
    return path.indexOf('{') >= 0;
  }

  boolean matches(String requested) {
    int parameter = path.indexOf('{');
    if (parameter < 0) {
      return path.equals(requested);
    }
    return requested.length() > parameter
        && requested.startsWith(path.substring(0, parameter))
        && requested.indexOf('/', parameter) < 0;
  }
}
