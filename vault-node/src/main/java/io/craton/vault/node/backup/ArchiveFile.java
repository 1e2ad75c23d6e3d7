package io.craton.vault.node.backup;

import io.craton.vault.consensus.backup.Archive;
import io.craton.vault.consensus.backup.ArchiveReader;
import io.craton.vault.consensus.backup.DamagedArchive;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.hsm.Hsm;
import io.craton.vault.node.configuration.Configuration;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// A backup in a file.
public final class ArchiveFile {
  private static final int BUFFER_BYTES = 64 << 10;

  private ArchiveFile() {}

  /// Checks every byte of it.
  ///
  /// @throws DamagedArchive when it is not as it was written
  public static Archive read(Path file, ProgressLine progress) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES)) {
      return ArchiveReader.read(in, ArchiveReader.Sink.NOTHING, progress::at);
    }
  }

  /// Writes what comes in into `file`, which exists. Fails when nothing comes for ten minutes.
  ///
  /// @throws IOException when it does not come in
  /// @throws StartFailure when the file cannot be written
  public static void copy(InputStream in, Path file, ProgressLine progress)
      throws IOException, StartFailure {
    try (StallGuard guard = StallGuard.closing(in);
        OutputStream out = Files.newOutputStream(file)) {
      byte[] chunk = new byte[BUFFER_BYTES];
      long done = 0;
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        try {
          out.write(chunk, 0, count);
        } catch (IOException e) {
          throw failure(file, e);
        }
        done += count;
        guard.moved();
        progress.at(done);
      }
    }
  }

  /// Requires that the HSM of that configuration vouched for the archive.
  public static void requireGenuine(Path file, Archive archive, Configuration configuration)
      throws StartFailure {
    try (Hsm hsm = OfflineHsm.open(configuration)) {
      requireGenuine(file, archive, hsm);
    }
  }

  /// As the other, with an HSM that is open.
  static void requireGenuine(Path file, Archive archive, Hsm hsm) throws StartFailure {
    boolean genuine;
    try {
      genuine = new ManifestSeal(hsm.sealer()).isGenuine(archive);
    } catch (Unavailable e) {
      throw new StartFailure(
          ExitCode.HSM_FAILED,
          "the HSM cannot say whether "
              + file
              + " is genuine: "
              + e.getMessage()
              + "; restore the keys of the cluster into it first",
          e);
    }
    if (!genuine) {
      throw new StartFailure(
          ExitCode.REFUSED,
          file + " was not sealed by this HSM: it is forged, or of another cluster's HSM");
    }
  }

  /// What reading or writing a backup failed with, for people.
  public static StartFailure failure(Path file, IOException cause) {
    if (cause instanceof DamagedArchive) {
      return new StartFailure(
          ExitCode.DATA_CORRUPT, file + " is damaged: " + cause.getMessage(), cause);
    }
    return new StartFailure(
        ExitCode.DATA_UNUSABLE,
        file
            + " cannot be read or written: "
            + cause.getClass().getSimpleName()
            + " "
            + cause.getMessage(),
        cause);
  }
}
