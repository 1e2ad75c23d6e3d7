package io.craton.vault.node.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// What a run is to be like; `scripts/chaos --help` explains it.
///
/// @param work a directory that is empty, where the cluster lives; in memory if possible
/// @param out where the report goes
/// @param rate calls a second
/// @param leastRate answered calls a second, below which the run has shown too little
record Options(
    Duration length,
    long seed,
    Set<String> faults,
    int rate,
    int leastRate,
    int nodes,
    Path work,
    Path out,
    boolean namespaces,
    Optional<Path> libraries,
    Path disturber) {
  private static final List<String> NAMES =
      List.of(
          "seconds",
          "seed",
          "faults",
          "rate",
          "least-rate",
          "nodes",
          "work",
          "out",
          "namespaces",
          "libraries",
          "disturber");

  /// Reads `--name value` pairs.
  ///
  /// @throws IllegalArgumentException if one is unknown, missing or no number
  static Options parse(String... arguments) {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      String name = arguments[i].replaceFirst("^--", "");
      if (!NAMES.contains(name) || i + 1 == arguments.length) {
        throw new IllegalArgumentException("unknown, or without a value: " + arguments[i]);
      }
      given.put(name, arguments[i + 1]);
    }
    for (String name : NAMES) {
      if (!given.containsKey(name)) {
        throw new IllegalArgumentException("missing: --" + name);
      }
    }
    UnaryOperator<String> value = name -> Objects.requireNonNull(given.get(name), name);
    Set<String> faults = new HashSet<>(Arrays.asList(value.apply("faults").split(",", -1)));
    faults.removeAll(Set.of("", "all"));
    String libraries = value.apply("libraries");
    return new Options(
        Duration.ofSeconds(Long.parseLong(value.apply("seconds"))),
        Long.parseLong(value.apply("seed")),
        Set.copyOf(faults),
        Integer.parseInt(value.apply("rate")),
        Integer.parseInt(value.apply("least-rate")),
        Integer.parseInt(value.apply("nodes")),
        Path.of(value.apply("work")).toAbsolutePath(),
        Path.of(value.apply("out")).toAbsolutePath(),
        Boolean.parseBoolean(value.apply("namespaces")),
        libraries.isEmpty() ? Optional.empty() : Optional.of(Path.of(libraries).toAbsolutePath()),
        Path.of(value.apply("disturber")).toAbsolutePath());
  }
}
