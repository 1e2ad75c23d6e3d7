package io.craton.vault.http.request;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/// A value of a JSON document (RFC 8259).
public sealed interface JsonValue {
  /// Overwrites the texts in it with zeroes; it must not be used afterwards.
  default void wipe() {
    switch (this) {
      case Text(JsonText text) -> text.wipe();
      case Array(List<JsonValue> elements) -> wipe(elements);
      case Members(Map<String, JsonValue> members) -> wipe(members.values());
      case Numeral number -> {}
      case Bool bool -> {}
      case Null none -> {}
    }
  }

  private static void wipe(Collection<JsonValue> values) {
    values.forEach(JsonValue::wipe);
  }

  /// A string.
  record Text(JsonText text) implements JsonValue {}

  /// A number as it was written.
  ///
  /// @param whole written without fraction and exponent
  record Numeral(String literal, boolean whole) implements JsonValue {}

  /// `true` or `false`.
  record Bool(boolean value) implements JsonValue {}

  /// `null`.
  record Null() implements JsonValue {}

  /// An array.
  record Array(List<JsonValue> elements) implements JsonValue {}

  /// An object, in the order of the document.
  record Members(Map<String, JsonValue> members) implements JsonValue {}
}
