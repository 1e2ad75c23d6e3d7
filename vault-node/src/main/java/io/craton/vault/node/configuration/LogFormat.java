package io.craton.vault.node.configuration;

import java.util.Locale;

/// How a line of the log is written.
public enum LogFormat {
  /// One JSON object a line, for machines.
  JSON,
  /// For people.
  TEXT;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
