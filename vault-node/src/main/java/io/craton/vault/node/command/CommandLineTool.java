package io.craton.vault.node.command;

import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The program `craton` and its commands.
@Command(
    name = "craton",
    description = "A self-hosted vault: keys in an HSM, state replicated on every node.",
    mixinStandardHelpOptions = false,
    subcommands = {
      ServerCommand.class,
      BootstrapCommand.class,
      TokenCommand.class,
      ClusterCommand.class,
      ConfigCommand.class,
      VersionCommand.class,
      CommandLine.HelpCommand.class
    })
public final class CommandLineTool implements Runnable {
  @Spec private CommandSpec spec;

  private CommandLineTool() {
    this.spec = CommandSpec.create();
  }

  /// Runs a command and returns what the process is to end with.
  public static int run(String[] arguments) {
    return new CommandLine(new CommandLineTool())
        .setParameterExceptionHandler((e, given) -> usageError(e))
        .setExecutionExceptionHandler((e, line, result) -> failure(e, line))
        .execute(arguments);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  private static int usageError(ParameterException e) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println("craton: " + e.getMessage());
    e.getCommandLine().usage(err);
    return ExitCode.USAGE.code();
  }

  private static int failure(Exception e, CommandLine line) {
    PrintWriter err = line.getErr();
    if (e instanceof StartFailure failure) {
      failure
          .problems()
          .forEach(problem -> err.println("craton: " + failure.code().label() + ": " + problem));
      return failure.code().code();
    }
    err.println("craton: " + ExitCode.FAULT.label() + ": this is a bug; please report it");
    e.printStackTrace(err);
    return ExitCode.FAULT.code();
  }
}
