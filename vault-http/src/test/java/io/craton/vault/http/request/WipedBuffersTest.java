package io.craton.vault.http.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.BufferRecycler;
import java.io.ByteArrayOutputStream;
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
      char[] text = new String(json, StandardCharsets.UTF_8).toCharArray();
      try (JsonParser parser = factory.createParser(text)) {
        parser.nextToken();
        parser.nextToken();
        parser.nextToken();
        // Escapes are resolved in a buffer of the pool.
        assertThat(
                new String(
                    parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength()))
            .isEqualTo(SECRET);
      }
      assertThatNothingIsLeft();
    }
  }

  @Test
  void whatFailsHalfWayLeavesNothingEither() throws Exception {
    char[] text = ("{\"a\":\"\\u00e9" + "s".repeat(500) + "\u0001").toCharArray();
    try (JsonParser parser = factory.createParser(text)) {
      parser.nextToken();
      parser.nextToken();
      parser.nextToken();
      parser.getText();
    } catch (com.fasterxml.jackson.core.JsonParseException expected) {
      assertThat(expected).hasMessageContaining("CTRL-CHAR");
    }
    assertThatNothingIsLeft();
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
