package io.craton.vault.http.request;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Compares values with shapes. Says the first thing that is wrong.
final class ShapeCheck {
  private ShapeCheck() {}

  /// Why `value` is not of `shape`; empty when it is.
  static Optional<Problem> check(Shape shape, JsonValue value, String pointer) {
    return switch (shape) {
      case Shape.Text text -> text(text, value, pointer);
      case Shape.Whole whole -> whole(whole, value, pointer);
      case Shape.Flag flag ->
          value instanceof JsonValue.Bool
              ? Optional.empty()
              : problem(pointer, ErrorCode.INVALID_BOOL, "expected true or false");
      case Shape.Choice choice -> choice(choice, value, pointer);
      case Shape.TextMap map -> textMap(map, value, pointer);
      case Shape.TextList list -> textList(list, value, pointer);
      case Shape.Composite composite ->
          value instanceof JsonValue.Members
              ? Optional.empty()
              : problem(pointer, ErrorCode.INVALID_OBJECT, "expected an object");
      case Shape.OpenObject open ->
          value instanceof JsonValue.Members
              ? Optional.empty()
              : problem(pointer, ErrorCode.INVALID_OBJECT, "expected an object");
      case Shape.Either either -> either(either, value, pointer);
      case Shape.Anything anything -> Optional.empty();
      case Shape.Refused(String reason) -> problem(pointer, ErrorCode.UNEXPECTED_PROPERTY, reason);
    };
  }

  private static Optional<Problem> text(Shape.Text shape, JsonValue value, String pointer) {
    Optional<Problem> problem = string(value, shape.minChars(), shape.maxChars(), pointer);
    if (problem.isPresent() || shape.pattern().isEmpty()) {
      return problem;
    }
    return value instanceof JsonValue.Text(JsonText text) && text.matches(shape.pattern().get())
        ? Optional.empty()
        : problem(
            pointer,
            ErrorCode.DOES_NOT_MATCH_PATTERN,
            "expected a match of " + shape.pattern().get().pattern());
  }

  private static Optional<Problem> string(
      JsonValue value, int minChars, int maxChars, String pointer) {
    if (!(value instanceof JsonValue.Text(JsonText text))) {
      return problem(pointer, ErrorCode.INVALID_STRING, "expected a string");
    }
    if (!text.isWellFormed()) {
      return problem(pointer, ErrorCode.INVALID_STRING, "a surrogate stands alone");
    }
    int chars = text.codePoints();
    if (chars > maxChars) {
      return problem(
          pointer,
          ErrorCode.ABOVE_MAX_LENGTH,
          "expected at most " + maxChars + " characters, found " + chars);
    }
    return chars >= minChars
        ? Optional.empty()
        : problem(
            pointer,
            ErrorCode.BELOW_MIN_LENGTH,
            "expected at least " + minChars + " characters, found " + chars);
  }

  private static Optional<Problem> whole(Shape.Whole shape, JsonValue value, String pointer) {
    if (!(value instanceof JsonValue.Numeral number) || !number.whole()) {
      return problem(pointer, ErrorCode.INVALID_INTEGER, "expected a whole number");
    }
    return WholeNumbers.check(number.literal(), shape.min(), shape.max())
        .map(code ->
            Problem.at(
                pointer, code, "expected a number from " + shape.min() + " to " + shape.max()));
  }

  private static Optional<Problem> choice(Shape.Choice shape, JsonValue value, String pointer) {
    if (!(value instanceof JsonValue.Text(JsonText text))) {
      return problem(pointer, ErrorCode.INVALID_STRING, "expected a string");
    }
    if (shape.values().contains(text.value())) {
      return Optional.empty();
    }
    return problem(
        pointer,
        ErrorCode.NOT_ENUM_MEMBER,
        "expected one of "
            + String.join(", ", shape.values())
            + shape.hint().map(hint -> "; " + hint).orElse(""));
  }

  private static Optional<Problem> textMap(Shape.TextMap shape, JsonValue value, String pointer) {
    if (!(value instanceof JsonValue.Members(Map<String, JsonValue> members))) {
      return problem(pointer, ErrorCode.INVALID_OBJECT, "expected an object of strings");
    }
    if (members.size() > shape.maxEntries()) {
      return problem(
          pointer,
          ErrorCode.ABOVE_MAX_PROPERTIES,
          "expected at most " + shape.maxEntries() + " entries, found " + members.size());
    }
    for (Map.Entry<String, JsonValue> entry : members.entrySet()) {
      char[] key = entry.getKey().toCharArray();
      JsonValue.Text name = new JsonValue.Text(JsonText.copyOf(key, 0, key.length));
      Optional<Problem> problem =
          string(name, 0, shape.maxKeyChars(), pointer)
              .or(() ->
                  string(
                      entry.getValue(),
                      0,
                      shape.maxValueChars(),
                      Problem.pointer(pointer, entry.getKey())));
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  private static Optional<Problem> textList(Shape.TextList shape, JsonValue value, String pointer) {
    if (!(value instanceof JsonValue.Array(List<JsonValue> elements))) {
      return problem(pointer, ErrorCode.INVALID_ARRAY, "expected an array of strings");
    }
    if (elements.size() > shape.maxItems()) {
      return problem(
          pointer,
          ErrorCode.ABOVE_MAX_ITEMS,
          "expected at most " + shape.maxItems() + " items, found " + elements.size());
    }
    for (int i = 0; i < elements.size(); i++) {
      Optional<Problem> problem = string(elements.get(i), 0, shape.maxChars(), pointer + "/" + i);
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  /// The problem with the last shape, when none fits.
  private static Optional<Problem> either(Shape.Either shape, JsonValue value, String pointer) {
    Optional<Problem> problem = Optional.empty();
    for (Shape alternative : shape.shapes()) {
      problem = check(alternative, value, pointer);
      if (problem.isEmpty()) {
        return problem;
      }
    }
    return problem;
  }

  private static Optional<Problem> problem(String pointer, ErrorCode code, String detail) {
    return Optional.of(Problem.at(pointer, code, detail));
  }
}
