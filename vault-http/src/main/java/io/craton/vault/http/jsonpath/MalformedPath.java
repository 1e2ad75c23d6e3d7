package io.craton.vault.http.jsonpath;

/// A text is no JSONPath expression.
final class MalformedPath extends Exception {
  private static final long serialVersionUID = 1L;

  private final String detail;

  MalformedPath(String detail) {
    super(detail);
    this.detail = detail;
  }

  /// What is wrong, for people.
  String detail() {
    return detail;
  }
}
