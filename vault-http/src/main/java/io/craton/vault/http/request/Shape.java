package io.craton.vault.http.request;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a JSON value must look like, as data: [ShapeCheck] checks values against it, and it has
/// what a JSON Schema needs.
public sealed interface Shape {
  /// A string. Lengths count code points.
  ///
  /// @param format what the text stands for, in the words of OpenAPI's `format`
  record Text(int minChars, int maxChars, Optional<Pattern> pattern, Optional<String> format)
      implements Shape {}

  /// A whole number.
  record Whole(long min, long max) implements Shape {}

  /// A boolean.
  record Flag() implements Shape {}

  /// One of these strings.
  ///
  /// @param hint said to callers who send another one
  record Choice(List<String> values, Optional<String> hint) implements Shape {
    public Choice {
      values = List.copyOf(values);
    }
  }

  /// An object of strings.
  record TextMap(int maxEntries, int maxKeyChars, int maxValueChars) implements Shape {}

  /// An array of strings.
  record TextList(int maxItems, int maxChars) implements Shape {}

  /// An object with its own table of fields.
  record Composite(RequestSchema schema) implements Shape {}

  /// Whatever fits one of these.
  record Either(List<Shape> shapes) implements Shape {
    public Either {
      shapes = List.copyOf(shapes);
    }
  }

  /// An object with any members.
  record OpenObject() implements Shape {}

  /// Anything.
  record Anything() implements Shape {}

  /// Nothing: the field is known, but what it asks for is not available.
  ///
  /// @param reason said to callers who send it
  record Refused(String reason) implements Shape {}
}
