package io.craton.vault.node.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A unit of systemd that is shipped.
record UnitFile(String text) {
  static UnitFile of(String name) throws IOException {
    return new UnitFile(Shipped.text("deploy/systemd/" + name));
  }

  /// What a key that stands there once is set to.
  String value(String key) {
    List<String> found = values(key);
    assertThat(found).as(key).hasSize(1);
    return found.getFirst();
  }

  /// What a key is set to, in order.
  List<String> values(String key) {
    return text.replace("\\\n", "")
        .lines()
        .filter(line -> line.startsWith(key + "="))
        .map(line -> line.substring(key.length() + 1))
        .toList();
  }

  /// The numbers in a text.
  static Set<Integer> numbers(String text) {
    return Arrays.stream(text.split("[^0-9]+", -1))
        .filter(word -> !word.isEmpty())
        .map(Integer::valueOf)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
