package io.craton.vault.node.files;

import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/// The key in the data directory that lets whoever owns the directory mint a new root token. Made
/// anew whenever the node starts; in a file that only its owner can read.
public final class RecoveryKey {
  private static final String FILE = "recovery-key";
  private static final String KEY = "node.data-dir";

  private RecoveryKey() {}

  /// Puts `random` as a new key in place of the one before.
  ///
  /// @return the key
  public static SecretBytes renew(Path directory, byte[] random) throws StartFailure {
    byte[] hex = HexFormat.of().formatHex(random).getBytes(StandardCharsets.US_ASCII);
    Path draft = directory.resolve(FILE + ".new");
    try {
      Files.deleteIfExists(draft);
      try (FileChannel channel =
          FileChannel.open(
              draft,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(Ownership.FILE))) {
        ByteBuffer bytes = ByteBuffer.wrap(hex);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }
      Files.move(draft, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new StartFailure(
          ExitCode.DATA_UNUSABLE,
          KEY
              + ": the recovery key cannot be written in "
              + directory
              + " ("
              + e.getClass().getSimpleName()
              + "); make this user its owner and check the disk",
          e);
    } finally {
      Arrays.fill(random, (byte) 0);
    }
    return SecretBytes.takeOver(hex);
  }

  /// The key of the node that runs on this directory.
  public static SecretBytes read(Path directory) throws StartFailure {
    return SecretFile.read(KEY, directory.resolve(FILE), ExitCode.DATA_UNUSABLE);
  }
}
