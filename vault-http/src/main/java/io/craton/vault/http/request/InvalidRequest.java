package io.craton.vault.http.request;

import java.util.List;

/// A request was not understood; nothing was done.
public final class InvalidRequest extends Exception {
  private static final long serialVersionUID = 1L;

  private static final int BAD_REQUEST = 400;
  private static final int TIMEOUT = 408;
  private static final int TOO_LARGE = 413;

  private final int status;

  // Not part of any serialised form: exceptions of the vault never leave the process.
  @SuppressWarnings("serial")
  private final List<Problem> problems;

  private InvalidRequest(int status, List<Problem> problems) {
    super(problems.getFirst().code().wireName() + ": " + problems.getFirst().detail());
    this.status = status;
    this.problems = List.copyOf(problems);
  }

  /// @param problems at least one
  public InvalidRequest(List<Problem> problems) {
    this(BAD_REQUEST, problems);
  }

  public InvalidRequest(Problem problem) {
    this(List.of(problem));
  }

  /// The body has more than `limit` bytes.
  public static InvalidRequest tooLarge(int limit) {
    String detail = "the body has more than " + limit + " bytes";
    return new InvalidRequest(TOO_LARGE, List.of(Problem.ofBody(ErrorCode.IS_TOO_BIG, detail)));
  }

  /// The body did not arrive in time.
  public static InvalidRequest tooSlow() {
    String detail = "the body did not arrive in time";
    return new InvalidRequest(TIMEOUT, List.of(Problem.ofBody(ErrorCode.BAD_FORMAT, detail)));
  }

  /// The body ended before its end, or is not divided into chunks as HTTP wants it.
  public static InvalidRequest brokenOff() {
    return new InvalidRequest(
        Problem.ofBody(ErrorCode.BAD_FORMAT, "the body did not arrive whole"));
  }

  /// The HTTP status of the answer.
  public int status() {
    return status;
  }

  /// What is wrong, at least one thing.
  public List<Problem> problems() {
    return problems;
  }
}
