package io.craton.vault.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/// The result of an operation, ready to be written. May hold secrets.
public interface Result extends AutoCloseable {
  /// Writes one JSON object.
  void write(JsonGenerator out) throws IOException;

  /// Wipes what is secret in it.
  @Override
  default void close() {}
}
