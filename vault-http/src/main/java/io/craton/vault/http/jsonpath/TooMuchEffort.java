package io.craton.vault.http.jsonpath;

/// An expression takes more than the vault spends on one.
final class TooMuchEffort extends Exception {
  private static final long serialVersionUID = 1L;

  private final String detail;

  TooMuchEffort(String detail) {
    super(detail);
    this.detail = detail;
  }

  /// What is wrong, for people.
  String detail() {
    return detail;
  }
}
