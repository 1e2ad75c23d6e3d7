package io.craton.vault.node.command.shell;

import java.io.Console;
import java.util.Optional;

/// Which of a command's streams a person sits at.
///
/// @param input whether standard input is a terminal
/// @param output whether standard output is one
/// @param errors whether standard error is one
/// @param columns the width of the terminal; tables are cut to it
/// @param person who sits there
public record Terminal(boolean input, boolean output, boolean errors, int columns, Person person) {
  private static final int COLUMNS = 100;
  private static final int FEWEST_COLUMNS = 40;

  /// No terminal: a pipe at each stream.
  public static final Terminal NONE = new Terminal(false, false, false, COLUMNS, new Nobody());

  /// Somebody who can be asked.
  public interface Person {
    /// What was typed without an echo; empty when nobody can be asked. The caller wipes it.
    Optional<char[]> secret(String prompt);

    /// What was typed; empty when nobody can be asked.
    Optional<String> line(String prompt);
  }

  private record Nobody() implements Person {
    @Override
    public Optional<char[]> secret(String prompt) {
      return Optional.empty();
    }

    @Override
    public Optional<String> line(String prompt) {
      return Optional.empty();
    }
  }

  private record AtTheConsole(Console console) implements Person {
    @Override
    public Optional<char[]> secret(String prompt) {
      return Optional.ofNullable(console.readPassword("%s", prompt));
    }

    @Override
    public Optional<String> line(String prompt) {
      return Optional.ofNullable(console.readLine("%s", prompt));
    }
  }

  /// The terminal of this process. The launcher says in `craton.terminal` which streams are one
  /// (`in,out,err`) and in `craton.columns` how wide it is; without it, the JDK knows whether input
  /// and output both are.
  // It is null when standard input or output is no terminal, whatever JDK 22 said.
  @SuppressWarnings("SystemConsoleNull")
  static Terminal ofProcess() {
    String launcher = System.getProperty("craton.terminal");
    Console console = System.console();
    Person person = console == null ? new Nobody() : new AtTheConsole(console);
    if (launcher == null) {
      boolean all = console != null && console.isTerminal();
      return new Terminal(all, all, all, width(), person);
    }
    return new Terminal(
        launcher.contains("in"),
        launcher.contains("out"),
        launcher.contains("err"),
        width(),
        person);
  }

  private static int width() {
    Integer columns = Integer.getInteger("craton.columns");
    return columns == null || columns < FEWEST_COLUMNS ? COLUMNS : columns;
  }
}
