package io.craton.vault.node.command.item;

import io.craton.vault.node.command.shell.Shell;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Reads what a command works on, from a file or from standard input.
final class Input {
  private static final Path STANDARD = Path.of("-");

  private Input() {}

  /// The bytes of a file, or of standard input without a file or for `-`.
  ///
  /// @param max of bytes; more are refused before they are sent anywhere
  /// @throws StartFailure with `USAGE` when it cannot be read or is too long
  static byte[] read(@Nullable Path file, Shell shell, int max) throws StartFailure {
    boolean standard = file == null || file.equals(STANDARD);
    try (InputStream in = standard ? shell.in() : Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(max + 1);
      if (bytes.length > max) {
        throw new StartFailure(
            ExitCode.USAGE, name(file) + " has more than " + max + " bytes, which is the limit");
      }
      return bytes;
    } catch (IOException e) {
      throw new StartFailure(
          ExitCode.USAGE, name(file) + " cannot be read (" + e.getClass().getSimpleName() + ")", e);
    }
  }

  private static String name(@Nullable Path file) {
    return file == null || file.equals(STANDARD) ? "standard input" : file.toString();
  }

  /// The same as text.
  static String text(@Nullable Path file, Shell shell, int max) throws StartFailure {
    return decode(read(file, shell, max), name(file));
  }

  /// The text that the bytes are.
  ///
  /// @param name of where they come from, for messages; the text is in none
  static String decode(byte[] utf8, String name) throws StartFailure {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new StartFailure(
          ExitCode.USAGE, name + " is no text in UTF-8; encode it, with base64 for instance");
    }
  }

  /// Bytes in base64, as the API takes them.
  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /// What was in base64, with any white space between.
  static byte[] ofBase64(byte[] text, String what) throws StartFailure {
    String joined = new String(text, StandardCharsets.US_ASCII).replaceAll("\\s", "");
    try {
      return Base64.getDecoder().decode(joined);
    } catch (IllegalArgumentException e) {
      throw new StartFailure(ExitCode.USAGE, what + " is not in base64; --raw takes bytes");
    }
  }
}
