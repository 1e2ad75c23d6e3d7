package io.craton.vault.node.command.item;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.algorithm.Purpose;
import io.craton.vault.core.item.StateName;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/// The words that options take, for help and completion. The vault checks them.
final class Choices {
  private Choices() {}

  /// Of `--algorithm`.
  static final class Algorithms implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(Algorithm.values()).map(Algorithm::wireName).distinct().iterator();
    }
  }

  /// Of `--purpose`.
  static final class Purposes implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(Purpose.values()).map(Purpose::wireName).iterator();
    }
  }

  /// Of a version's state.
  static final class States implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(StateName.values()).map(StateName::wireName).iterator();
    }
  }

  /// Of the state of a version that is superseded.
  static final class Superseded implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("deactivated", "suspended", "destroyed", "inherited").iterator();
    }
  }
}
