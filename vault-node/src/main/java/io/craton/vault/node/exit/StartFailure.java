package io.craton.vault.node.exit;

import java.util.List;
import java.util.Optional;

/// The node or a command cannot go on, for a reason that its operator can remove. Each problem is
/// one line that says the cause and the remedy, and never a secret.
public final class StartFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final ExitCode code;

  @SuppressWarnings("serial")
  private final List<String> problems;

  /// @param problem cause and remedy, one line
  public StartFailure(ExitCode code, String problem) {
    this(code, List.of(problem), Optional.empty());
  }

  /// The same with what led to it.
  public StartFailure(ExitCode code, String problem, Throwable cause) {
    this(code, List.of(problem), Optional.of(cause));
  }

  private StartFailure(ExitCode code, List<String> problems, Optional<Throwable> cause) {
    super(String.join("; ", problems), cause.orElse(null));
    this.code = code;
    this.problems = List.copyOf(problems);
  }

  /// Several problems of the same kind, found in one go.
  ///
  /// @throws IllegalArgumentException when there is none
  public static StartFailure ofAll(ExitCode code, List<String> problems) {
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("a failure without a problem");
    }
    return new StartFailure(code, problems, Optional.empty());
  }

  /// What the process ends with.
  public ExitCode code() {
    return code;
  }

  /// One line each.
  public List<String> problems() {
    return problems;
  }
}
