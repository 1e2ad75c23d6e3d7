package io.craton.vault.node.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Tells whether files have changed: a hash over their contents and rights. Times are not looked
/// at: copies keep them, and mounted secrets have those of another machine.
final class FileFingerprint {
  /// No certificate and no key is longer; what is, counts by its size alone.
  private static final long MAX_SIZE = 1 << 20;

  private FileFingerprint() {}

  /// The hash in hexadecimal digits. A file that cannot be read counts as such.
  static String of(List<Path> files) {
    MessageDigest digest = sha256();
    for (Path file : files) {
      String rights = "-";
      byte[] content = {};
      long size = -1;
      try {
        rights = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        size = Files.size(file);
        content = size > MAX_SIZE ? content : Files.readAllBytes(file);
      } catch (IOException e) {
        rights += e.getClass().getSimpleName();
      }
      digest.update((rights + " " + size + "\n").getBytes(StandardCharsets.UTF_8));
      digest.update(sha256().digest(content));
      Arrays.fill(content, (byte) 0);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
