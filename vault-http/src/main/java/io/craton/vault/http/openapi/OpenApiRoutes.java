package io.craton.vault.http.openapi;

import io.craton.vault.http.api.Endpoint;
import io.craton.vault.http.server.Exchange;
import io.craton.vault.http.server.Route;
import io.craton.vault.http.wire.Refusals;
import io.craton.vault.http.wire.StaticContent;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Serves the document and the page that shows it, to everybody: neither says more than the
/// published sources do. Made once; the same to every request.
public final class OpenApiRoutes {
  private OpenApiRoutes() {}

  /// The routes over a document of these endpoints.
  public static List<Route> of(List<Endpoint> endpoints) {
    StaticContent document =
        new StaticContent("application/json", "no-cache", OpenApiDocument.of(endpoints, version()));
    Viewer viewer = new Viewer();
    return List.of(
        get(ServicePaths.DOCUMENT, exchange -> exchange.send(document)),
        get(ServicePaths.DOCS, exchange -> exchange.send(viewer.page())),
        get(ServicePaths.DOCS_FILE, exchange -> file(exchange, viewer)));
  }

  private static Route get(String path, Route.Action action) {
    return new Route(Route.Method.GET, path, true, action);
  }

  private static void file(Exchange exchange, Viewer viewer) throws IOException {
    String name = exchange.path().substring(exchange.path().lastIndexOf('/') + 1);
    Optional<StaticContent> file = viewer.file(name);
    if (file.isPresent()) {
      exchange.send(file.get());
    } else {
      exchange.send(Refusals.unknownPath());
    }
  }

  /// The release, from the jar's manifest; `development` when it does not run from the jar.
  private static String version() {
    return Optional.ofNullable(OpenApiRoutes.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
