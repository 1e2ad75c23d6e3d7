package io.craton.vault.node.command;

import io.craton.vault.node.command.output.Printable;
import io.craton.vault.node.exit.StartFailure;
import java.io.PrintWriter;

/// Tells why a command failed, in a line for each problem.
final class Failures {
  private Failures() {}

  /// What a node said may quote names that others have chosen.
  static void print(StartFailure failure, PrintWriter err) {
    failure
        .problems()
        .forEach(problem ->
            err.println("craton: " + failure.code().label() + ": " + Printable.text(problem)));
  }
}
