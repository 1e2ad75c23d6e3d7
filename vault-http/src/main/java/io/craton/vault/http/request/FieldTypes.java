package io.craton.vault.http.request;

import io.craton.vault.core.Limits;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.time.VaultDuration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The types that fields of the API have.
public final class FieldTypes {
  private static final int TIMESTAMP_CHARS = 64;
  private static final int FOLDER_CHARS = Limits.FOLDER_DEPTH * (Limits.FOLDER_SEGMENT_CHARS + 1);
  private static final int DURATION_CHARS = 32;
  private static final int BASE64_CHARS = Limits.BODY_BYTES;

  /// An item id that is checked for its pattern.
  public static final FieldType<ItemId> ITEM_ID =
      new FieldType<>(
          new Shape.Text(0, 64, Optional.of(Pattern.compile("pvi_[a-z2-7]{32}")), Optional.empty()),
          (value, pointer) -> ItemId.parse(string(value)).orElseThrow());

  /// A version of an item.
  public static final FieldType<VersionNumber> VERSION =
      new FieldType<>(
          new Shape.Whole(1, Integer.MAX_VALUE),
          (value, pointer) -> new VersionNumber(Integer.parseInt(literal(value))));

  /// `true` or `false`.
  public static final FieldType<Boolean> FLAG =
      new FieldType<>(new Shape.Flag(), (value, pointer) -> ((JsonValue.Bool) value).value());

  /// A folder's path.
  public static final FieldType<FolderPath> FOLDER =
      new FieldType<>(
          new Shape.Text(
              0,
              FOLDER_CHARS,
              Optional.of(Pattern.compile("[0-9a-zA-Z_.\\-/ ]*")),
              Optional.of("folder")),
          (value, pointer) ->
              FolderPath.parse(string(value))
                  .orElseThrow(() ->
                      invalid(
                          pointer,
                          ErrorCode.DOES_NOT_MATCH_PATTERN,
                          "no folder may be called . or .., have more than "
                              + Limits.FOLDER_SEGMENT_CHARS
                              + " characters, or lie deeper than "
                              + Limits.FOLDER_DEPTH)));

  /// An RFC 3339 date-time.
  public static final FieldType<Instant> TIMESTAMP =
      new FieldType<>(
          timestamp("date-time"), (value, pointer) -> timestamp(string(value), pointer));

  /// An RFC 3339 date-time, or `never`, which is empty.
  public static final FieldType<Optional<Instant>> TIMESTAMP_OR_NEVER =
      new FieldType<>(
          timestamp("date-time-or-never"),
          (value, pointer) ->
              string(value).equals("never")
                  ? Optional.empty()
                  : Optional.of(timestamp(string(value), pointer)));

  /// A duration.
  public static final FieldType<VaultDuration> DURATION =
      new FieldType<>(
          duration("duration"),
          (value, pointer) ->
              VaultDuration.parse(string(value))
                  .orElseThrow(() ->
                      invalid(
                          pointer,
                          ErrorCode.BAD_FORMAT_DURATION,
                          "expected a duration such as 10d or 2 months")));

  /// Metadata of an item.
  public static final FieldType<Map<String, String>> METADATA =
      new FieldType<>(
          new Shape.TextMap(
              Limits.METADATA_ENTRIES, Limits.METADATA_KEY_CHARS, Limits.METADATA_VALUE_CHARS),
          FieldTypes::metadata);

  /// Tags of an item.
  public static final FieldType<List<String>> TAGS =
      new FieldType<>(
          new Shape.TextList(Limits.TAGS, Limits.TAG_CHARS), (value, pointer) -> strings(value));

  /// Strings, or a single one in place of a list of one.
  public static final FieldType<List<String>> TEXTS =
      new FieldType<>(
          new Shape.Either(
              List.of(
                  new Shape.TextList(Limits.METADATA_ENTRIES, Limits.METADATA_VALUE_CHARS),
                  text(0, Limits.METADATA_VALUE_CHARS, ""))),
          (value, pointer) ->
              value instanceof JsonValue.Array ? strings(value) : List.of(string(value)));

  /// An object with any members; its names and texts are well-formed.
  public static final FieldType<JsonValue.Members> DOCUMENT =
      new FieldType<>(
          new Shape.OpenObject(),
          (value, pointer) -> {
            Optional<String> wrong = WellFormedness.firstBreach(value);
            if (wrong.isPresent()) {
              throw invalid(
                  pointer + wrong.get(), ErrorCode.INVALID_STRING, "a surrogate stands alone");
            }
            return (JsonValue.Members) value;
          });

  /// What is taken and not looked at.
  public static final FieldType<JsonValue> ANYTHING =
      new FieldType<>(new Shape.Anything(), (value, pointer) -> value);

  private FieldTypes() {}

  /// What is checked of a duration, or of a keyword in its place, before it is converted.
  ///
  /// @param format tells the API's description which keywords there are
  public static Shape duration(String format) {
    return new Shape.Text(0, DURATION_CHARS, Optional.empty(), Optional.of(format));
  }

  /// What is checked of a date-time, or of what may stand in its place, before it is converted.
  ///
  /// @param format tells the API's description what that is
  public static Shape timestamp(String format) {
    return text(0, TIMESTAMP_CHARS, format);
  }

  /// A string of that many code points.
  public static FieldType<String> text(int minChars, int maxChars) {
    return new FieldType<>(text(minChars, maxChars, ""), (value, pointer) -> string(value));
  }

  /// A string that must not stay in memory.
  public static FieldType<SecretBytes> secret(int minChars, int maxChars) {
    return new FieldType<>(
        text(minChars, maxChars, "password"),
        (value, pointer) -> ((JsonValue.Text) value).text().toSecret());
  }

  /// A string that must not stay in memory and matches `pattern` as a whole.
  public static FieldType<SecretBytes> secret(Pattern pattern, int maxChars) {
    return new FieldType<>(
        new Shape.Text(0, maxChars, Optional.of(pattern), Optional.of("password")),
        (value, pointer) -> ((JsonValue.Text) value).text().toSecret());
  }

  /// Base64 of at most `maxBytes`.
  public static FieldType<byte[]> base64(int maxBytes) {
    return new FieldType<>(
        text(0, BASE64_CHARS, "base64"),
        (value, pointer) -> {
          byte[] bytes =
              ((JsonValue.Text) value)
                  .text()
                  .decodeBase64()
                  .orElseThrow(() ->
                      invalid(pointer, ErrorCode.BAD_FORMAT_BASE64, "expected standard base64"));
          if (bytes.length > maxBytes) {
            throw invalid(
                pointer,
                ErrorCode.IS_TOO_BIG,
                "expected at most " + maxBytes + " bytes, found " + bytes.length);
          }
          return bytes;
        });
  }

  /// One of these strings.
  public static FieldType<String> choice(List<String> values) {
    return new FieldType<>(
        new Shape.Choice(values, Optional.empty()), (value, pointer) -> string(value));
  }

  /// One of these strings, and a reason why there are not more of them.
  public static FieldType<String> choice(List<String> values, String hint) {
    return new FieldType<>(
        new Shape.Choice(values, Optional.of(hint)), (value, pointer) -> string(value));
  }

  /// A whole number.
  public static FieldType<Integer> whole(int min, int max) {
    return new FieldType<>(
        new Shape.Whole(min, max), (value, pointer) -> Integer.parseInt(literal(value)));
  }

  /// An object with its own fields.
  public static FieldType<Form> composite(RequestSchema schema) {
    return new FieldType<>(
        new Shape.Composite(schema),
        (value, pointer) -> schema.read((JsonValue.Members) value, pointer));
  }

  /// A field of a feature that is not there yet.
  public static FieldType<JsonValue> refused(String reason) {
    return new FieldType<>(new Shape.Refused(reason), (value, pointer) -> value);
  }

  /// The string that a value of a text shape is.
  public static String string(JsonValue value) {
    return ((JsonValue.Text) value).text().value();
  }

  static String literal(JsonValue value) {
    return ((JsonValue.Numeral) value).literal();
  }

  /// An error of one field.
  public static InvalidRequest invalid(String pointer, ErrorCode code, String detail) {
    return new InvalidRequest(Problem.at(pointer, code, detail));
  }

  private static Shape.Text text(int minChars, int maxChars, String format) {
    Optional<String> named = format.isEmpty() ? Optional.empty() : Optional.of(format);
    return new Shape.Text(minChars, maxChars, Optional.empty(), named);
  }

  private static Instant timestamp(String text, String pointer) throws InvalidRequest {
    return Timestamps.parse(text)
        .orElseThrow(() ->
            invalid(
                pointer,
                ErrorCode.BAD_FORMAT_DATE_TIME,
                "expected a date-time such as 2030-01-01T10:00:00Z"));
  }

  private static List<String> strings(JsonValue value) {
    List<String> texts = new ArrayList<>();
    ((JsonValue.Array) value).elements().forEach(element -> texts.add(string(element)));
    return List.copyOf(texts);
  }

  private static Map<String, String> metadata(JsonValue value, String pointer)
      throws InvalidRequest {
    Map<String, String> metadata = new LinkedHashMap<>();
    long bytes = 0;
    for (Map.Entry<String, JsonValue> entry : ((JsonValue.Members) value).members().entrySet()) {
      String text = string(entry.getValue());
      metadata.put(entry.getKey(), text);
      bytes += utf8Bytes(entry.getKey()) + utf8Bytes(text);
    }
    if (bytes > Limits.METADATA_TOTAL_BYTES) {
      throw invalid(
          pointer,
          ErrorCode.IS_TOO_BIG,
          "expected at most " + Limits.METADATA_TOTAL_BYTES + " bytes in all, found " + bytes);
    }
    return Collections.unmodifiableMap(metadata);
  }

  private static long utf8Bytes(String text) {
    return text.codePoints()
        .mapToLong(c -> c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4)
        .sum();
  }
}
