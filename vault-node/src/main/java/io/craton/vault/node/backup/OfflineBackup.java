package io.craton.vault.node.backup;

import io.craton.vault.consensus.backup.Backup;
import io.craton.vault.consensus.backup.Manifest;
import io.craton.vault.consensus.ratis.StoppedNode;
import io.craton.vault.consensus.rocks.StateCopy;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.hsm.Hsm;
import io.craton.vault.node.configuration.Configuration;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import io.craton.vault.node.files.StoppedDirectory;
import io.craton.vault.node.running.Version;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// A backup of a node that does not run, with everything that its log holds.
public final class OfflineBackup {
  private OfflineBackup() {}

  /// Writes it into `file`, which exists.
  ///
  /// @param configuration tells of the HSM, which vouches for the backup
  /// @param directory the data directory, of this or another node; left as it is
  /// @throws StartFailure when the node runs, its files are damaged, or the HSM has not its keys
  public static void write(Configuration configuration, Path directory, Path file)
      throws StartFailure, IOException {
    try (StoppedDirectory stopped = StoppedDirectory.open(directory)) {
      Manifest.Source source =
          new Manifest.Source(
              stopped.clusterId(),
              stopped.nodeName(),
              Instant.now().truncatedTo(ChronoUnit.SECONDS),
              Version.text());
      try (StateCopy copy = copy(stopped);
          Hsm hsm = OfflineHsm.open(configuration);
          OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
        var _ = Backup.write(copy, source, new ManifestSeal(hsm.sealer()), out);
      }
    } catch (Unavailable e) {
      throw new StartFailure(
          ExitCode.HSM_FAILED, "the HSM does not vouch for the backup: " + e.getMessage(), e);
    }
  }

  private static StateCopy copy(StoppedDirectory stopped) throws StartFailure {
    try {
      return StoppedNode.in(stopped.consensus()).copy();
    } catch (IOException e) {
      throw new StartFailure(ExitCode.DATA_CORRUPT, String.valueOf(e.getMessage()), e);
    }
  }
}
