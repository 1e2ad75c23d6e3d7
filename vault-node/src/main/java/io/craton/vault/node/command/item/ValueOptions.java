package io.craton.vault.node.command.item;

import io.craton.vault.core.Limits;
import io.craton.vault.node.command.shell.Shell;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where a secret's value comes from: a file, standard input, or a person who types it unseen.
/// Never an argument.
final class ValueOptions {
  /// UTF-8 takes up to four bytes for a character; a line end may follow.
  private static final int MAX_BYTES = 4 * Limits.SECRET_CHARS + 2;

  @Option(
      names = "--value-file",
      paramLabel = "FILE",
      description =
          "A file with the value, - for standard input; without it, standard input, or a prompt"
              + " without echo when that is a terminal.")
  private @Nullable Path file;

  @Option(
      names = "--exact",
      description = "Takes the value as it is; otherwise one line end after it is left out.")
  private boolean exact;

  /// The value.
  String read(Shell shell) throws StartFailure {
    if (file == null && shell.terminal().input()) {
      return prompted(shell);
    }
    byte[] bytes = Input.read(file, shell, MAX_BYTES);
    try {
      int length = exact ? bytes.length : withoutLineEnd(bytes);
      if (length == 0) {
        throw new StartFailure(ExitCode.USAGE, "the value is empty");
      }
      return Input.decode(Arrays.copyOf(bytes, length), "the value");
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static int withoutLineEnd(byte[] bytes) {
    int length = bytes.length;
    if (length > 0 && bytes[length - 1] == '\n') {
      length--;
      if (length > 0 && bytes[length - 1] == '\r') {
        length--;
      }
    }
    return length;
  }

  private static String prompted(Shell shell) throws StartFailure {
    Optional<char[]> first = shell.terminal().person().secret("Value: ");
    Optional<char[]> again = first.isEmpty() ? first : shell.terminal().person().secret("Again: ");
    try {
      if (first.isEmpty() || again.isEmpty()) {
        throw new StartFailure(
            ExitCode.USAGE,
            "no value was typed; a prompt needs a terminal for input and output: otherwise pipe the"
                + " value in, or give --value-file");
      }
      if (first.get().length == 0) {
        throw new StartFailure(ExitCode.USAGE, "the value is empty");
      }
      if (!Arrays.equals(first.get(), again.get())) {
        throw new StartFailure(ExitCode.USAGE, "the two values differ");
      }
      return new String(first.get());
    } finally {
      first.ifPresent(typed -> Arrays.fill(typed, '\0'));
      again.ifPresent(typed -> Arrays.fill(typed, '\0'));
    }
  }
}
