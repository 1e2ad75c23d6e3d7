package io.craton.vault.http.server;

/// What a request was answered with, as it is counted.
///
/// @param code of HTTP; 0 when nothing was sent
/// @param status of the envelope; empty when the answer has none
public record Outcome(int code, String status) {
  /// The client was gone, or its connection was closed without an answer.
  static final Outcome NONE = new Outcome(0, "");

  /// How requests went, roughly: the times of good ones must not disappear among refusals.
  public enum Kind {
    SUCCESS("2xx"),
    REFUSED("4xx"),
    FAILED("5xx"),
    UNANSWERED("none");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /// The name in metrics.
    public String label() {
      return label;
    }
  }

  private static final int REFUSED_FROM = 400;
  private static final int FAILED_FROM = 500;

  /// Which of the four it is.
  public Kind kind() {
    if (code == 0) {
      return Kind.UNANSWERED;
    }
    if (code < REFUSED_FROM) {
      return Kind.SUCCESS;
    }
    return code < FAILED_FROM ? Kind.REFUSED : Kind.FAILED;
  }
}
