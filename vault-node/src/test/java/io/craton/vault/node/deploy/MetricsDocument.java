package io.craton.vault.node.deploy;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What docs/metrics.md lists.
public final class MetricsDocument {
  private static final Pattern ROW = Pattern.compile("\\| `([a-z_]+)` \\| (\\w+) \\|.*");

  private MetricsDocument() {}

  /// The types of metrics by name.
  public static Map<String, String> types() throws IOException {
    Map<String, String> types = new TreeMap<>();
    Shipped.text("docs/metrics.md")
        .lines()
        .forEach(line -> {
          Matcher row = ROW.matcher(line);
          if (row.matches()) {
            types.put(row.group(1), row.group(2));
          }
        });
    return types;
  }
}
