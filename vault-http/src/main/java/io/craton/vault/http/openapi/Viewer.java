package io.craton.vault.http.openapi;

import io.craton.vault.http.wire.StaticContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The page that shows the document, with the files it consists of: those named here and no other.
/// All come from this server, and the page may load nothing from elsewhere. Immutable.
final class Viewer {
  /// Must be the version of the library in the build; without it no server starts.
  private static final String LIBRARY = "/META-INF/resources/webjars/swagger-ui/5.34.1/";

  private static final String SCRIPT = "text/javascript;charset=utf-8";

  /// What the page may do. Icons in the library's style sheet are `data:` images.
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /// The page names the files with a hash of their content, so they never change.
  private static final String FOREVER = "public, max-age=31536000, immutable";

  private static final int HASH_CHARS = 16;

  /// Each file with where it is found and what it is.
  private static final Map<String, Source> SOURCES =
      new TreeMap<>(
          Map.of(
              "docs.js", new Source("docs.js", SCRIPT),
              "swagger-ui-bundle.js", new Source(LIBRARY + "swagger-ui-bundle.js", SCRIPT),
              "swagger-ui.css", new Source(LIBRARY + "swagger-ui.css", "text/css;charset=utf-8")));

  private record Source(String resource, String type) {}

  private final Map<String, StaticContent> files = new TreeMap<>();
  private final StaticContent page;

  /// Reads the files.
  ///
  /// @throws IllegalStateException when the library is not the one that this was built for
  Viewer() {
    String html = new String(read("docs.html"), StandardCharsets.UTF_8);
    for (Map.Entry<String, Source> entry : SOURCES.entrySet()) {
      byte[] bytes = read(entry.getValue().resource());
      html = html.replace("@" + entry.getKey() + "@", hash(bytes));
      files.put(entry.getKey(), new StaticContent(entry.getValue().type(), FOREVER, bytes));
    }
    page =
        new StaticContent(
                "text/html;charset=utf-8", "no-cache", html.getBytes(StandardCharsets.UTF_8))
            .withHeader("Content-Security-Policy", POLICY)
            .withHeader("Referrer-Policy", "no-referrer");
  }

  /// The names of the files.
  static List<String> names() {
    return List.copyOf(SOURCES.keySet());
  }

  /// The types of the files, without parameters.
  static List<String> types() {
    return SOURCES.values().stream()
        .map(source -> source.type().replaceFirst(";.*", ""))
        .distinct()
        .sorted()
        .toList();
  }

  StaticContent page() {
    return page;
  }

  /// A file of the page; empty when none of them has that name.
  Optional<StaticContent> file(String name) {
    return Optional.ofNullable(files.get(name));
  }

  private static byte[] read(String resource) {
    try (InputStream in = Viewer.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("not in the class path: " + resource);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest).substring(0, HASH_CHARS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
