package io.craton.vault.node.configuration;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Values by key, each read and of its kind.
final class Values {
  private final Map<Key<?>, Object> read;

  private Values(Map<Key<?>, Object> read) {
    this.read = read;
  }

  /// Reads the texts; a later map of `layers` overrides an earlier one. Adds what is wrong to
  /// `problems`; the values are of use only when nothing was added.
  static Values read(List<Layer> layers, List<String> problems) {
    Map<Key<?>, Object> read = new HashMap<>();
    Map<String, Key<?>> known = new TreeMap<>();
    Keys.ALL.forEach(key -> known.put(key.name(), key));
    for (Layer layer : layers) {
      layer
          .texts()
          .forEach((name, text) -> {
            Key<?> key = known.get(name);
            if (key == null) {
              problems.add(unknown(layer.source(), name, known));
            }
          });
    }
    for (Key<?> key : Keys.ALL) {
      readKey(key, layers, problems).ifPresent(value -> read.put(key, value));
    }
    return new Values(read);
  }

  /// Where texts come from.
  ///
  /// @param source as it stands in messages
  record Layer(String source, Map<String, String> texts) {}

  /// The value of a key that is required or has a default.
  <T> T get(Key<T> key) {
    return find(key).orElseThrow(() -> new IllegalStateException("no value for " + key.name()));
  }

  /// The value of a key, if it has one.
  @SuppressWarnings("unchecked") // readKey put it there with the key's own kind
  <T> Optional<T> find(Key<T> key) {
    return Optional.ofNullable((T) read.get(key));
  }

  private static String unknown(String source, String name, Map<String, Key<?>> known) {
    return source
        + ": unknown key "
        + name
        + "; did you mean "
        + NearestKey.of(name, known.keySet())
        + "?";
  }

  private static <T> Optional<T> readKey(Key<T> key, List<Layer> layers, List<String> problems) {
    for (Layer layer : layers.reversed()) {
      String text = layer.texts().get(key.name());
      if (text != null) {
        Optional<T> value = key.kind().read(text);
        if (value.isEmpty()) {
          problems.add(
              layer.source()
                  + ": "
                  + key.name()
                  + ": expected "
                  + key.kind().expected()
                  + ", found '"
                  + text
                  + "'");
        }
        return value;
      }
    }
    if (key.required()) {
      problems.add(
          key.name() + " is missing; set it in the file, by " + key.variable() + " or by --set");
    }
    return key.fallback().map(text -> key.kind().read(text).orElseThrow());
  }
}
