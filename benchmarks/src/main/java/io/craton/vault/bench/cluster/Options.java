package io.craton.vault.bench.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Words of a command line, each option with a value. The token is in a file, never among them.
final class Options {
  private final Map<String, String> values = new HashMap<>();

  /// Those from a place on.
  Options(String[] arguments, int from, Set<String> known) {
    if ((arguments.length - from) % 2 != 0) {
      throw new IllegalArgumentException("each option takes a value");
    }
    for (int at = from; at < arguments.length; at += 2) {
      if (!known.contains(arguments[at])) {
        throw new IllegalArgumentException("not an option: " + arguments[at]);
      }
      if (values.put(arguments[at], arguments[at + 1]) != null) {
        throw new IllegalArgumentException("given twice: " + arguments[at]);
      }
    }
  }

  Optional<String> find(String option) {
    return Optional.ofNullable(values.get(option));
  }

  String get(String option) {
    return find(option).orElseThrow(() -> new IllegalArgumentException(option + " is missing"));
  }

  int number(String option, int usual) {
    return find(option).map(Integer::parseInt).orElse(usual);
  }

  Duration seconds(String option, int usual) {
    return Duration.ofSeconds(number(option, usual));
  }

  /// What is in the file, without white space around it.
  String content(String option) throws IOException {
    return Files.readString(Path.of(get(option))).strip();
  }
}
