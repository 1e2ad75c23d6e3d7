package io.craton.vault.http.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where v1 had the operations of v2. Contract section 2.30.
final class LegacyPaths {
  /// Paths of v1 by those of v2, where more than the number differs.
  private static final Map<String, String> MOVED = moved();

  private LegacyPaths() {}

  /// The endpoints of v2 at the paths that v1 had them at.
  static List<Endpoint> of(List<Endpoint> endpoints) {
    return endpoints.stream().map(endpoint -> endpoint.at(legacy(endpoint.path()))).toList();
  }

  /// The path of v2 that does what `path` of v1 does; empty when `path` is none of v1.
  static Optional<String> current(String path) {
    if (!path.startsWith("/v1/")) {
      return Optional.empty();
    }
    return Optional.of(
        MOVED.entrySet().stream()
            .filter(entry -> entry.getValue().equals(path))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElse("/v2/" + path.substring("/v1/".length())));
  }

  /// The path of v1 that did what `path` of v2 does.
  static String legacy(String path) {
    return MOVED.getOrDefault(path, "/v1/" + path.substring("/v2/".length()));
  }

  private static Map<String, String> moved() {
    Map<String, String> moved = new LinkedHashMap<>();
    moved.put("/v2/encrypt", "/v1/key/encrypt");
    moved.put("/v2/decrypt", "/v1/key/decrypt");
    moved.put("/v2/encrypt_structured", "/v1/key/encrypt/structured");
    moved.put("/v2/decrypt_structured", "/v1/key/decrypt/structured");
    moved.put("/v2/encrypt_transform", "/v1/key/encrypt/transform");
    moved.put("/v2/decrypt_transform", "/v1/key/decrypt/transform");
    moved.put("/v2/encrypt_transform_structured", "/v1/key/encrypt/transform/structured");
    moved.put("/v2/decrypt_transform_structured", "/v1/key/decrypt/transform/structured");
    moved.put("/v2/sign", "/v1/key/sign");
    moved.put("/v2/verify", "/v1/key/verify");
    moved.put("/v2/jwt/sign", "/v1/key/sign/jwt");
    moved.put("/v2/jwt/verify", "/v1/key/verify/jwt");
    moved.put("/v2/jwk/get", "/v1/get/jwk");
    return moved;
  }
}
