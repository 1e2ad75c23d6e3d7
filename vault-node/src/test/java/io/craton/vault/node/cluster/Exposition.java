package io.craton.vault.node.cluster;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a node exposes to Prometheus, in its text format.
///
/// @param types of metrics by name, as the text declares them
/// @param samples lines without their values
record Exposition(Map<String, String> types, Map<String, Double> samples) {
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
  private static final Pattern SAMPLE = Pattern.compile("([a-z_:]+(?:\\{.*})?) (\\S+)");

  static Exposition of(String text) {
    Map<String, String> types = new TreeMap<>();
    Map<String, Double> samples = new TreeMap<>();
    text.lines()
        .forEach(line -> {
          Matcher type = TYPE.matcher(line);
          Matcher sample = SAMPLE.matcher(line);
          if (type.matches()) {
            types.put(type.group(1), type.group(2));
          } else if (sample.matches()) {
            String value = sample.group(2);
            samples.put(
                sample.group(1),
                value.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(value));
          } else if (!line.startsWith("#")) {
            throw new AssertionError("not a line of the text format: " + line);
          }
        });
    return new Exposition(types, samples);
  }

  Optional<Double> find(String sample) {
    return Optional.ofNullable(samples.get(sample));
  }

  double value(String sample) {
    return find(sample).orElseThrow(() -> new AssertionError("no sample " + sample));
  }

  /// Sum over the samples of that name that have all of these labels, each as `name="value"`.
  double sum(String name, String... labels) {
    return samples.entrySet().stream()
        .filter(each -> each.getKey().startsWith(name + "{"))
        .filter(each -> List.of(labels).stream().allMatch(each.getKey()::contains))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }
}
