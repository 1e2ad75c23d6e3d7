package io.craton.vault.http.request;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.craton.vault.core.Limits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads a request body: one JSON object in well-formed UTF-8, within bounds, every name once.
/// Thread-safe.
public final class JsonReader {
  /// Digits of a number; every number of the API fits a long.
  private static final int NUMBER_CHARS = 64;

  /// Characters of a member's name: metadata keys are the longest ones.
  private static final int NAME_CHARS = 4 * Limits.METADATA_KEY_CHARS;

  /// Tokens of a body, so that ten megabytes of brackets do not become a gigabyte of objects.
  private static final long TOKENS = 200_000;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .recyclerPool(new WipedBuffers())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Limits.JSON_DEPTH)
                  .maxNumberLength(NUMBER_CHARS)
                  .maxNameLength(NAME_CHARS)
                  .maxStringLength(Limits.BODY_BYTES)
                  .maxTokenCount(TOKENS)
                  .build())
          .build();

  private JsonReader() {}

  /// The object in `body`. The caller wipes it.
  ///
  /// @throws InvalidRequest when it is no object, or not well-formed; the message does not quote it
  public static JsonValue.Members readObject(byte[] body) throws InvalidRequest {
    CharBuffer text = decode(body);
    try (JsonParser parser = FACTORY.createParser(text.array(), 0, text.remaining())) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw malformed("the body is empty");
      }
      JsonValue value = value(parser, first);
      if (parser.nextToken() != null) {
        value.wipe();
        throw malformed("something follows the JSON value");
      }
      if (value instanceof JsonValue.Members members) {
        return members;
      }
      value.wipe();
      throw new InvalidRequest(
          Problem.ofBody(ErrorCode.INVALID_OBJECT, "the body is not a JSON object"));
    } catch (IOException e) {
      throw malformed(
          "the body is not JSON within the bounds: nesting of "
              + Limits.JSON_DEPTH
              + ", numbers of "
              + NUMBER_CHARS
              + " digits, no name twice in an object");
    } finally {
      Arrays.fill(text.array(), '\0');
    }
  }

  /// An array from its beginning, large enough: no character of UTF-8 is shorter than a byte.
  private static CharBuffer decode(byte[] body) throws InvalidRequest {
    CharBuffer text = CharBuffer.allocate(body.length);
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CoderResult result = decoder.decode(ByteBuffer.wrap(body), text, true);
    if (result.isUnderflow()) {
      result = decoder.flush(text);
    }
    if (!result.isUnderflow()) {
      Arrays.fill(text.array(), '\0');
      throw malformed("the body is not UTF-8");
    }
    return text.flip();
  }

  private static JsonValue value(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> members(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING ->
          new JsonValue.Text(
              JsonText.copyOf(
                  parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength()));
      case VALUE_NUMBER_INT -> new JsonValue.Numeral(parser.getText(), true);
      case VALUE_NUMBER_FLOAT -> new JsonValue.Numeral(parser.getText(), false);
      case VALUE_TRUE -> new JsonValue.Bool(true);
      case VALUE_FALSE -> new JsonValue.Bool(false);
      case VALUE_NULL -> new JsonValue.Null();
      case FIELD_NAME, END_OBJECT, END_ARRAY, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new IllegalStateException("a parser of text gave " + token);
    };
  }

  private static JsonValue.Members members(JsonParser parser) throws IOException {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      members.put(name, value(parser, parser.nextToken()));
    }
    return new JsonValue.Members(members);
  }

  private static JsonValue.Array array(JsonParser parser) throws IOException {
    List<JsonValue> elements = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      elements.add(value(parser, token));
    }
    return new JsonValue.Array(elements);
  }

  private static InvalidRequest malformed(String detail) {
    return new InvalidRequest(Problem.ofBody(ErrorCode.BAD_FORMAT, detail));
  }
}
