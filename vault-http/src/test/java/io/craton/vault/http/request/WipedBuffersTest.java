package io.craton.vault.http.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.BufferRecycler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WipedBuffersTest {
  private static final String SECRET = "correct horse \u00e9 \" battery staple".repeat(40);
  private static final int KINDS = 4;

  private final WipedBuffers pool = new WipedBuffers();
  private final JsonFactory factory = JsonFactory.builder().recyclerPool(pool).build();

  @Test
  void writersLeaveNothing() throws Exception {
    for (int i = 0; i < 3; i++) {
      write();
      assertThatNothingIsLeft();
    }
  }

  @Test
  void readersLeaveNothing() throws Exception {
    byte[] json = write();
    for (int i = 0; i < 3; i++) {
      char[] used;
      try (JsonParser parser = text(new String(json, StandardCharsets.UTF_8))) {
        // Escapes are resolved in a buffer of the pool.
        used = parser.getTextCharacters();
        assertThat(new String(used, parser.getTextOffset(), parser.getTextLength()))
            .isEqualTo(SECRET);
      }
      assertThat(used).containsOnly('\0');
      assertThatNothingIsLeft();
    }
  }

  @Test
  void whatFailsHalfWayLeavesNothingEither() throws Exception {
    try (JsonParser parser = text("{\"a\":\"\\u00e9" + "s".repeat(500) + "\u0001")) {
      assertThatThrownBy(parser::getText)
          .isInstanceOf(JsonParseException.class)
          .hasMessageContaining("CTRL-CHAR");
    }
    assertThatNothingIsLeft();
  }

  /// At its first text.
  private JsonParser text(String json) throws IOException {
    JsonParser parser = factory.createParser(json.toCharArray());
    parser.nextToken();
    parser.nextToken();
    parser.nextToken();
    return parser;
  }

  private byte[] write() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator generator = factory.createGenerator(out)) {
      generator.writeStartObject();
      generator.writeStringField("secret", SECRET);
      generator.writeEndObject();
    }
    return out.toByteArray();
  }

  /// The one set of buffers is back, and all zeroes.
  private void assertThatNothingIsLeft() {
    assertThat(pool.pooledCount()).isEqualTo(1);
    BufferRecycler buffers = pool.acquireAndLinkPooled();
    for (int kind = 0; kind < KINDS; kind++) {
      byte[] bytes = buffers.allocByteBuffer(kind);
      char[] chars = buffers.allocCharBuffer(kind);
      assertThat(bytes).containsOnly(0);
      assertThat(chars).containsOnly('\0');
      buffers.releaseByteBuffer(kind, bytes);
      buffers.releaseCharBuffer(kind, chars);
    }
    buffers.releaseToPool();
  }
}
