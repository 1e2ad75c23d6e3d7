package io.craton.vault.node.command.client;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What a profile says; what it does not say is empty.
///
/// @param source the file and the name, for messages
/// @param endpoints of the API
/// @param admin addresses of the admin API
/// @param credentials how the caller proves who it is
public record Profile(
    String source,
    List<String> endpoints,
    List<String> admin,
    Optional<Path> authority,
    Credentials credentials) {
  public Profile {
    endpoints = List.copyOf(endpoints);
    admin = List.copyOf(admin);
  }

  /// How the caller proves who it is.
  ///
  /// @param certificate and `key` of the client, for nodes or proxies that ask for them
  /// @param token a file with it, or the token itself
  public record Credentials(
      Optional<Path> certificate, Optional<Path> key, Optional<TokenSource> token) {}
}
