package io.craton.vault.http.request;

import java.util.List;
import java.util.Set;

/// A row of a request's table: one field.
///
/// @param emptyIsAbsent whether `""` means that the field was not sent; `null` always does
/// @param aliases other names it may come under
/// @param description for the people who read the API's description
public record Field<T>(
    String name,
    FieldType<T> type,
    boolean required,
    boolean emptyIsAbsent,
    Set<String> aliases,
    String description) {
  public Field {
    aliases = Set.copyOf(aliases);
  }

  /// A field that must be there.
  public static <T> Field<T> required(String name, FieldType<T> type, String description) {
    return new Field<>(name, type, true, false, Set.of(), description);
  }

  /// A field that may be there.
  public static <T> Field<T> optional(String name, FieldType<T> type, String description) {
    return new Field<>(name, type, false, false, Set.of(), description);
  }

  /// A field that SDKs send and this server does not look at.
  public static Field<JsonValue> ignored(String name) {
    return optional(name, FieldTypes.ANYTHING, "Accepted and ignored.");
  }

  /// The same field, absent when it is `""`.
  public Field<T> orEmpty() {
    return new Field<>(name, type, required, true, aliases, description);
  }

  /// The same field, under these names too.
  public Field<T> alias(String... others) {
    return new Field<>(
        name, type, required, emptyIsAbsent, Set.copyOf(List.of(others)), description);
  }

  /// Of the name alone: fields are keys of maps for each request, and a type is a tree.
  @Override
  public int hashCode() {
    return name.hashCode();
  }

  /// JSON pointer of the field in the body.
  public String pointer() {
    return Problem.pointer("", name);
  }

  boolean isNamed(String other) {
    return name.equals(other) || aliases.contains(other);
  }

  /// True when `value` says that the field was not sent.
  boolean isAbsent(JsonValue value) {
    return switch (value) {
      case JsonValue.Null none -> true;
      case JsonValue.Text(JsonText text) -> emptyIsAbsent && text.isEmpty();
      case JsonValue.Numeral number -> false;
      case JsonValue.Bool bool -> false;
      case JsonValue.Array array -> false;
      case JsonValue.Members members -> false;
    };
  }
}
