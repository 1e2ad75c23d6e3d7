package io.craton.vault.http.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/// What texts look like that requests are checked for by more than their shape, so that whoever
/// follows the description sends what is understood. Each pattern accepts all that the vault does.
final class TextFormats {
  private static final String DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}";

  private static final String TIME =
      DATE + "[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,40})?" + "([Zz]|[+-][0-9]{2}:[0-9]{2})";

  private static final String DURATION = "[1-9][0-9]{0,17} *[A-Za-z]+";

  private static final String BASE64 =
      "(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?";

  private static final Map<String, String> PATTERNS =
      Map.of(
          "base64",
          BASE64,
          "date-time",
          TIME,
          "date-time-or-date",
          TIME + "|" + DATE,
          "date-time-or-never",
          "never|" + TIME,
          "duration",
          DURATION,
          "duration-inherited",
          "inherited|" + DURATION,
          "duration-never-inherited",
          "never|inherited|" + DURATION);

  /// The names that OpenAPI gives the same meaning.
  private static final Map<String, String> REGISTERED =
      Map.of("date-time", "date-time", "password", "password");

  private TextFormats() {}

  /// Adds to `schema` what a text of that format is.
  static void describe(String format, ObjectNode schema) {
    String registered = REGISTERED.get(format);
    if (registered != null) {
      schema.put("format", registered);
    }
    if (format.equals("base64")) {
      schema.put("contentEncoding", "base64");
    }
    String pattern = PATTERNS.get(format);
    if (pattern != null) {
      schema.put("pattern", Json.anchored(pattern));
    }
  }
}
