package io.craton.vault.node.command.client;

import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import io.craton.vault.node.files.SecretFile;
import java.nio.file.Path;

/// Where a token comes from. Its `toString` never shows one.
public sealed interface TokenSource {
  /// The token. The caller closes it.
  SecretBytes read() throws StartFailure;

  /// An owner-only file.
  ///
  /// @param source what named the file, for messages
  record OfFile(String source, Path file) implements TokenSource {
    @Override
    public SecretBytes read() throws StartFailure {
      return SecretFile.read(source, file, ExitCode.USAGE);
    }
  }

  /// The token itself, from the environment or an owner-only profile.
  final class OfText implements TokenSource {
    private final String text;

    OfText(String text) {
      this.text = text;
    }

    @Override
    public SecretBytes read() {
      return SecretBytes.utf8(text.strip());
    }

    @Override
    public String toString() {
      return "OfText[redacted]";
    }
  }
}
