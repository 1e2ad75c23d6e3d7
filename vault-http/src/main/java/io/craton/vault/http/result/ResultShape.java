package io.craton.vault.http.result;

import java.util.List;
import java.util.Optional;

/// What a JSON value of an answer looks like, as data.
public sealed interface ResultShape {
  /// A string.
  ///
  /// @param pattern what the whole text matches, in the syntax that Java and ECMAScript share
  /// @param format what the text stands for, in the words of OpenAPI's `format`
  record Text(Optional<String> pattern, Optional<String> format) implements ResultShape {}

  /// A whole number of 32 bits.
  record Whole(int min) implements ResultShape {}

  /// A boolean.
  record Flag() implements ResultShape {}

  /// One of these strings.
  record Choice(List<String> values) implements ResultShape {
    public Choice {
      values = List.copyOf(values);
    }
  }

  /// An object of strings under any names.
  record TextMap() implements ResultShape {}

  /// An object with any members: a caller's own.
  record OpenObject() implements ResultShape {}

  /// An array.
  record ListOf(ResultShape element) implements ResultShape {}

  /// An object with its own table.
  record Composite(ResultSchema schema) implements ResultShape {}
}
