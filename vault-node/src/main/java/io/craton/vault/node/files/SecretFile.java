package io.craton.vault.node.files;

import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/// Reads files with secrets: PINs and keys.
public final class SecretFile {
  /// No PIN and no key is longer; what is, is the wrong file.
  private static final int MAX_SIZE = 64 * 1024;

  private SecretFile() {}

  /// The content without the line end that editors leave.
  ///
  /// @param key of the configuration, for messages
  /// @param code what the process ends with when the file is missing or cannot be read
  /// @throws StartFailure also with `INSECURE_PERMISSIONS` when others may read or write the file
  public static SecretBytes read(String key, Path file, ExitCode code) throws StartFailure {
    requirePrivate(key, file, code);
    byte[] content;
    try {
      if (Files.size(file) > MAX_SIZE) {
        throw new StartFailure(code, key + ": " + file + " is larger than " + MAX_SIZE + " bytes");
      }
      content = Files.readAllBytes(file);
    } catch (IOException e) {
      throw unreadable(key, file, code, e);
    }
    try {
      int end = content.length;
      while (end > 0 && (content[end - 1] == '\n' || content[end - 1] == '\r')) {
        end--;
      }
      if (end == 0) {
        throw new StartFailure(code, key + ": " + file + " is empty");
      }
      return SecretBytes.takeOver(Arrays.copyOf(content, end));
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  /// Requires that the file is there and only its owner has any right to it.
  public static void requirePrivate(String key, Path file, ExitCode code) throws StartFailure {
    try {
      if (Files.isDirectory(file)) {
        throw new StartFailure(code, key + ": " + file + " is a directory; name a file");
      }
      Ownership.requirePrivate(key, file);
    } catch (IOException e) {
      throw unreadable(key, file, code, e);
    }
  }

  private static StartFailure unreadable(String key, Path file, ExitCode code, IOException cause) {
    String why =
        cause instanceof NoSuchFileException
            ? "does not exist; create it or correct the path"
            : "cannot be read (" + cause.getClass().getSimpleName() + "); make this user its owner";
    return new StartFailure(code, key + ": " + file + " " + why, cause);
  }
}
