package io.craton.vault.node.command;

import io.craton.vault.node.command.hsm.HsmCommand;
import io.craton.vault.node.command.item.ItemCommand;
import io.craton.vault.node.command.output.Printable;
import io.craton.vault.node.command.shell.Shell;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.io.BufferedOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// The program `craton` and its commands.
@Command(
    name = "craton",
    description = "A self-hosted vault: keys in an HSM, state replicated on every node.",
    mixinStandardHelpOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ServerCommand.class,
      BootstrapCommand.class,
      TokenCommand.class,
      ItemCommand.class,
      HsmCommand.class,
      ClusterCommand.class,
      ConfigCommand.class,
      CompletionCommand.class,
      VersionCommand.class,
      CommandLine.HelpCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  craton config check --config node.yaml",
      "  craton item list --endpoint https://vault-1:8200 --ca-file ca.pem",
      "  craton item get /services/db/password --value-only",
      "",
      "'craton COMMAND --help' has the options of a command, and examples. The token comes from"
          + " CRATON_TOKEN, a file, or a profile, never from an argument."
    })
public final class CommandLineTool implements Runnable, Shell.Holder {
  private final Shell shell;
  @Spec private CommandSpec spec;

  private CommandLineTool(Shell shell) {
    this.shell = shell;
    this.spec = CommandSpec.create();
  }

  /// Runs a command and returns what the process is to end with.
  public static int run(String[] arguments) {
    Shell shell = Shell.ofProcess();
    PrintWriter out =
        new PrintWriter(
            new OutputStreamWriter(new BufferedOutputStream(shell.out()), StandardCharsets.UTF_8),
            true);
    int code = line(shell).setOut(out).execute(arguments);
    out.flush();
    return code;
  }

  /// The commands, in a shell of their own.
  static CommandLine line(Shell shell) {
    CommandLine line = new CommandLine(new CommandLineTool(shell));
    HelpText.complete(line, shell.terminal().columns());
    return line.setParameterExceptionHandler((e, given) -> usageError(e))
        .setExecutionExceptionHandler((e, failed, result) -> failure(e, failed));
  }

  @Override
  public Shell shell() {
    return shell;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  private static int usageError(ParameterException e) {
    CommandLine line = e.getCommandLine();
    PrintWriter err = line.getErr();
    err.println("craton: " + Printable.text(String.valueOf(e.getMessage())));
    UnmatchedArgumentException.printSuggestions(e, err);
    err.println("'" + line.getCommandSpec().qualifiedName() + " --help' tells how it is used.");
    return ExitCode.USAGE.code();
  }

  private static int failure(Exception e, CommandLine line) {
    PrintWriter err = line.getErr();
    if (e instanceof StartFailure failure) {
      Failures.print(failure, err);
      return failure.code().code();
    }
    if (e instanceof ParameterException wrong) {
      return usageError(wrong);
    }
    err.println("craton: " + ExitCode.FAULT.label() + ": this is a bug; please report it");
    e.printStackTrace(err);
    return ExitCode.FAULT.code();
  }
}
