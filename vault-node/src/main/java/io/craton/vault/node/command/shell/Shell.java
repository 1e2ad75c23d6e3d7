package io.craton.vault.node.command.shell;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/// What a command may use of the process.
///
/// @param in standard input
/// @param out standard output, for bytes that are no text; texts go through picocli's writer
/// @param environment the variables
/// @param home the user's home directory
public record Shell(
    InputStream in,
    OutputStream out,
    Map<String, String> environment,
    Path home,
    Terminal terminal) {
  public Shell {
    environment = Map.copyOf(environment);
  }

  /// The process as it is.
  public static Shell ofProcess() {
    return new Shell(
        new FileInputStream(FileDescriptor.in),
        new FileOutputStream(FileDescriptor.out),
        System.getenv(),
        userHome(),
        Terminal.ofProcess());
  }

  /// What the user calls home, as every other program has it; the JDK asks the system instead.
  private static Path userHome() {
    String home = System.getenv("HOME");
    return Path.of(home == null || home.isEmpty() ? System.getProperty("user.home", ".") : home);
  }

  /// Has a shell: the program at the root of all commands.
  public interface Holder {
    Shell shell();
  }

  /// The shell that a command runs in.
  public static Shell of(CommandSpec spec) {
    return spec.root().userObject() instanceof Holder holder ? holder.shell() : ofProcess();
  }

  /// A variable that is set and not blank.
  public Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }
}
