package io.craton.vault.core.testing;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a sealed type consists of.
public final class Kinds {
  private Kinds() {}

  /// All classes that a value of `type` can be of.
  public static Set<Class<?>> concrete(Class<?> type) {
    return leaves(type).collect(Collectors.toUnmodifiableSet());
  }

  private static Stream<Class<?>> leaves(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(Kinds::leaves)
        : Stream.of(type);
  }
}
