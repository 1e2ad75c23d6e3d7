package io.craton.vault.http.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/// Writes the value of an answer's `result`, exactly one JSON object.
@FunctionalInterface
public interface ResultWriter {
  /// The object without members.
  ResultWriter EMPTY =
      out -> {
        out.writeStartObject();
        out.writeEndObject();
      };

  void write(JsonGenerator out) throws IOException;
}
