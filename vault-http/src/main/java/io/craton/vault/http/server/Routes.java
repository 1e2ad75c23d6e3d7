package io.craton.vault.http.server;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Routes by path. Immutable, and so thread-safe.
final class Routes {
  /// Those of each path that has no parameter.
  private final Map<String, List<Route>> exact = new HashMap<>();

  private final List<Route> withParameter;

  Routes(List<Route> all) {
    for (Route route : all) {
      if (!route.hasParameter()) {
        exact.computeIfAbsent(
            route.path(), path -> all.stream().filter(other -> other.matches(path)).toList());
      }
    }
    this.withParameter = all.stream().filter(Route::hasParameter).toList();
  }

  /// Those that a path leads to, in their order.
  List<Route> at(String requested) {
    List<Route> known = exact.get(requested);
    return known != null
        ? known
        : withParameter.stream().filter(route -> route.matches(requested)).toList();
  }

  /// The one of them for a method.
  static Optional<Route> of(String method, List<Route> atPath) {
    for (Route route : atPath) {
      if (route.method().name().equals(method)) {
        return Optional.of(route);
      }
    }
    return Optional.empty();
  }
}
