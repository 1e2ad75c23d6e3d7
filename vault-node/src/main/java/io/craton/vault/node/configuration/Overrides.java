package io.craton.vault.node.configuration;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What the environment and the command line say about keys, as texts by key name.
final class Overrides {
  static final String VARIABLE_PREFIX = "CRATON_";

  private Overrides() {}

  /// The keys that variables `CRATON_…` set. A variable that begins like a key (`CRATON_HTTP_…`)
  /// and is none is an error; others, such as those that an orchestrator makes for a service named
  /// craton, are left alone.
  static Map<String, String> ofEnvironment(Map<String, String> environment, List<String> problems) {
    Map<String, String> names =
        Keys.ALL.stream().collect(Collectors.toMap(Key::variable, Key::name));
    Set<String> sections =
        names.keySet().stream().map(Overrides::section).collect(Collectors.toSet());
    Map<String, String> values = new LinkedHashMap<>();
    environment.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(VARIABLE_PREFIX))
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> {
          String variable = entry.getKey();
          String name = names.get(variable);
          if (name != null) {
            values.put(name, entry.getValue());
          } else if (sections.contains(section(variable))) {
            problems.add(
                "environment: unknown variable "
                    + variable
                    + "; did you mean "
                    + NearestKey.of(variable, names.keySet())
                    + "?");
          }
        });
    return values;
  }

  /// The keys that `--set KEY=VALUE` sets; the last one of a key holds.
  static Map<String, String> ofArguments(List<String> arguments, List<String> problems) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (equals < 1) {
        problems.add("--set " + argument + ": expected KEY=VALUE");
      } else {
        values.put(argument.substring(0, equals), argument.substring(equals + 1));
      }
    }
    return values;
  }

  /// `CRATON_HTTP_` of `CRATON_HTTP_PORT`; the whole name when there is no second part.
  private static String section(String variable) {
    int end = variable.indexOf('_', VARIABLE_PREFIX.length());
    return end < 0 ? variable : variable.substring(0, end + 1);
  }
}
