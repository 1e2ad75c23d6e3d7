package io.craton.vault.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.craton.vault.core.service.CryptoService.KeyUsed;
import java.io.IOException;

/// The members that say which key something was done with.
final class KeyUsedJson {
  private KeyUsedJson() {}

  /// Starts an object, and leaves it open.
  static void start(JsonGenerator out, KeyUsed key) throws IOException {
    out.writeStartObject();
    out.writeStringField("id", key.id().toString());
    out.writeNumberField("version", key.version().value());
    out.writeStringField("algorithm", key.algorithm().wireName());
  }
}
