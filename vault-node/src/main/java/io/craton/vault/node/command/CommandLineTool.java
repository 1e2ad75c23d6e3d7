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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
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
  /// By the names that they bear themselves, in the order of the help.
  private static final Map<String, Class<?>> COMMANDS = commands();

  /// Those that say something of all others.
  private static final Set<String> ABOUT_ALL = Set.of("completion", "help");

  private final Shell shell;
  @Spec private CommandSpec spec;

  private CommandLineTool(Shell shell) {
    this.shell = shell;
    this.spec = CommandSpec.create();
  }

  private static Map<String, Class<?>> commands() {
    Map<String, Class<?>> commands = new LinkedHashMap<>();
    commands.put("server", ServerCommand.class);
    commands.put("bootstrap", BootstrapCommand.class);
    commands.put("token", TokenCommand.class);
    commands.put("item", ItemCommand.class);
    commands.put("hsm", HsmCommand.class);
    commands.put("backup", BackupCommand.class);
    commands.put("kek", KekCommand.class);
    commands.put("drain", DrainCommand.class);
    commands.put("cluster", ClusterCommand.class);
    commands.put("config", ConfigCommand.class);
    commands.put("completion", CompletionCommand.class);
    commands.put("version", VersionCommand.class);
    commands.put("help", CommandLine.HelpCommand.class);
    return commands;
  }

  /// Runs a command and returns what the process is to end with.
  public static int run(String[] arguments) {
    Shell shell = Shell.ofProcess();
    PrintWriter out =
        new PrintWriter(
            new OutputStreamWriter(new BufferedOutputStream(shell.out()), StandardCharsets.UTF_8),
            true);
    int code = line(shell, arguments).setOut(out).execute(arguments);
    out.flush();
    return code;
  }

  /// The commands, in a shell of their own.
  ///
  /// @param arguments when the first is a command's name, the others are left out: to read the
  ///   options of all was a fifth of what the main thread of a starting node did
  static CommandLine line(Shell shell, String... arguments) {
    CommandLine line = new CommandLine(new CommandLineTool(shell));
    String first = arguments.length == 0 ? "" : arguments[0];
    boolean alone = COMMANDS.containsKey(first) && !ABOUT_ALL.contains(first);
    COMMANDS.forEach((name, command) -> {
      if (!alone || name.equals(first)) {
        line.addSubcommand(name, command);
      }
    });
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
