package io.craton.vault.bench.load;

/// Why there is no answer.
public enum Failure {
  /// The connection was refused, or TLS failed.
  NO_CONNECTION("no-connection"),
  /// The server ended the connection instead of answering.
  CLOSED("closed"),
  /// It was given up.
  NO_ANSWER("no-answer"),
  /// No connection was free for it before the end.
  NOT_SENT("not-sent"),
  /// What came is not HTTP/1.1.
  MALFORMED("malformed");

  private final String label;

  Failure(String label) {
    this.label = label;
  }

  /// As tables name it.
  String label() {
    return label;
  }

  /// Whether the caller waited in vain, so that the time is at least what the answer would have
  /// taken.
  boolean isWait() {
    return this == NO_ANSWER || this == NOT_SENT;
  }
}
