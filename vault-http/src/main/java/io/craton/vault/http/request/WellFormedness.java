package io.craton.vault.http.request;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds texts that have no UTF-8 form, because a surrogate stands alone in them: they could not be
/// answered as they came.
final class WellFormedness {
  private WellFormedness() {}

  /// JSON pointer, from `value` on, to the first text in it that is not well-formed, or to the
  /// first member whose name is not; empty when there is none.
  static Optional<String> firstBreach(JsonValue value) {
    return switch (value) {
      case JsonValue.Text(JsonText text) ->
          text.isWellFormed() ? Optional.empty() : Optional.of("");
      case JsonValue.Array(List<JsonValue> elements) -> inElements(elements);
      case JsonValue.Members(Map<String, JsonValue> members) -> inMembers(members);
      case JsonValue.Numeral number -> Optional.empty();
      case JsonValue.Bool bool -> Optional.empty();
      case JsonValue.Null none -> Optional.empty();
    };
  }

  private static Optional<String> inElements(List<JsonValue> elements) {
    for (int i = 0; i < elements.size(); i++) {
      Optional<String> below = firstBreach(elements.get(i));
      if (below.isPresent()) {
        return Optional.of("/" + i + below.get());
      }
    }
    return Optional.empty();
  }

  private static Optional<String> inMembers(Map<String, JsonValue> members) {
    for (Map.Entry<String, JsonValue> member : members.entrySet()) {
      Optional<String> below =
          JsonText.of(member.getKey()).isWellFormed()
              ? firstBreach(member.getValue())
              : Optional.of("");
      if (below.isPresent()) {
        return Optional.of(Problem.pointer("", member.getKey()) + below.get());
      }
    }
    return Optional.empty();
  }
}
