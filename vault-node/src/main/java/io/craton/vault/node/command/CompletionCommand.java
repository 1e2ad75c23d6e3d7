package io.craton.vault.node.command;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Prints what makes a shell complete commands and options.
@Command(
    name = "completion",
    description = "Prints a script that completes commands and options in bash or zsh.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(craton completion bash)                # in ~/.bashrc",
      "  source <(craton completion zsh)                 # in ~/.zshrc, after compinit"
    })
final class CompletionCommand implements Runnable {
  /// The shells. One script serves both: it asks for zsh's own emulation of bash.
  enum Dialect {
    bash,
    zsh
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "SHELL",
      arity = "0..1",
      defaultValue = "bash",
      description = "${COMPLETION-CANDIDATES}.")
  private Dialect dialect = Dialect.bash;

  @Override
  public void run() {
    var out = spec.commandLine().getOut();
    out.println("# Completion of craton for " + dialect + ".");
    out.print(AutoComplete.bash("craton", spec.root().commandLine()));
    out.flush();
  }
}
