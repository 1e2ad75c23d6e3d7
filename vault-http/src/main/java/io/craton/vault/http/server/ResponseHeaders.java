package io.craton.vault.http.server;

import io.craton.vault.core.id.RequestId;
import java.util.function.BiConsumer;

/// What every answer says, whoever wrote it.
final class ResponseHeaders {
  static final String CONTENT_TYPE = "application/json";

  private ResponseHeaders() {}

  static void forEach(RequestId id, BiConsumer<String, String> header) {
    header.accept("Content-Type", CONTENT_TYPE);
    header.accept("X-Request-Id", id.toString());
    header.accept("Cache-Control", "no-store");
    header.accept("X-Content-Type-Options", "nosniff");
  }
}
