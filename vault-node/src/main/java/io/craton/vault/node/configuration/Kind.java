package io.craton.vault.node.configuration;

import java.util.Optional;
import java.util.function.Function;

/// A kind of value: how its text is read, and what to tell when it cannot be.
///
/// @param expected completes the sentence "expected …"
/// @param reader empty when the text is not of this kind
record Kind<T>(String expected, Function<String, Optional<T>> reader) {

  Optional<T> read(String text) {
    return reader.apply(text);
  }
}
