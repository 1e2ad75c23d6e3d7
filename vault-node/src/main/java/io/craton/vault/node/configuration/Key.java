package io.craton.vault.node.configuration;

import java.util.Locale;
import java.util.Optional;

/// A key of the configuration.
///
/// @param name as it stands in the file, with dots
/// @param required true when a node cannot start without it and there is no default
/// @param fallback the text that holds when nothing is set
/// @param description one sentence for the documentation
record Key<T>(
    String name, Kind<T> kind, boolean required, Optional<String> fallback, String description) {

  static <T> Key<T> required(String name, Kind<T> kind, String description) {
    return new Key<>(name, kind, true, Optional.empty(), description);
  }

  static <T> Key<T> optional(String name, Kind<T> kind, String description) {
    return new Key<>(name, kind, false, Optional.empty(), description);
  }

  static <T> Key<T> withDefault(String name, Kind<T> kind, String fallback, String description) {
    return new Key<>(name, kind, false, Optional.of(fallback), description);
  }

  /// The environment variable that overrides it.
  String variable() {
    return Overrides.VARIABLE_PREFIX
        + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
