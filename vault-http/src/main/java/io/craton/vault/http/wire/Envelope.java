package io.craton.vault.http.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.craton.vault.core.id.RequestId;
import io.craton.vault.http.request.Timestamps;
import io.craton.vault.http.request.WipedBuffers;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;

/// The JSON around every result. Contract section 1.4: these six members, always, and no other.
/// Thread-safe.
public final class Envelope {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .recyclerPool(new WipedBuffers())
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .build();

  private final InstantSource clock;

  public Envelope(InstantSource clock) {
    this.clock = clock;
  }

  /// The body of `answer`. The caller closes the buffer.
  ///
  /// @param receivedAt when the request came in
  public WipeableBuffer render(Answer answer, RequestId id, Instant receivedAt) {
    WipeableBuffer buffer = new WipeableBuffer();
    try (JsonGenerator out = FACTORY.createGenerator(buffer)) {
      switch (answer.layout()) {
        case PLAIN -> answer.result().write(out);
        case ENVELOPE -> {
          out.writeStartObject();
          out.writeStringField("request_id", id.toString());
          out.writeStringField("request_time", Timestamps.format(receivedAt));
          out.writeStringField("response_time", Timestamps.format(clock.instant()));
          out.writeStringField("status", answer.status().wireName());
          out.writeStringField("summary", answer.summary());
          out.writeFieldName("result");
          answer.result().write(out);
          out.writeEndObject();
        }
      }
    } catch (IOException e) {
      buffer.close();
      throw new IllegalStateException("an answer could not be rendered", e);
    } catch (RuntimeException e) {
      buffer.close();
      throw e;
    }
    return buffer;
  }
}
