package io.craton.vault.node.backup;

import io.craton.vault.consensus.ClusterId;
import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.backup.Archive;
import io.craton.vault.consensus.backup.Manifest;
import io.craton.vault.consensus.backup.Restore;
import io.craton.vault.consensus.backup.RestoreRefused;
import io.craton.vault.consensus.backup.RestoredState;
import io.craton.vault.consensus.codec.EntryCodec;
import io.craton.vault.consensus.rocks.RocksStore;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.KeyInventory.HeldKey;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.state.Restoration;
import io.craton.vault.hsm.Hsm;
import io.craton.vault.node.configuration.Configuration;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import io.craton.vault.node.files.DataDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Restores a backup into the data directory of a configuration. Refuses what would lose data or
/// keys; safe to repeat.
public final class RestoreRun {
  /// What lets the new cluster have the name of the old one.
  public static final String SURE = "--old-cluster-is-gone-for-good";

  private static final Duration LISTING = Duration.ofMinutes(5);

  private final Configuration configuration;
  private final Path file;
  private final boolean oldClusterIsGone;

  /// @param file the backup
  /// @param oldClusterIsGone no node of the cluster that was backed up ever runs again
  public RestoreRun(Configuration configuration, Path file, boolean oldClusterIsGone) {
    this.configuration = configuration;
    this.file = file;
    this.oldClusterIsGone = oldClusterIsGone;
  }

  /// Restores it.
  ///
  /// @return what the operator has to know, in lines
  /// @throws StartFailure when nothing was restored
  public List<String> run(ProgressLine progress) throws StartFailure {
    try (DataDirectory data =
        DataDirectory.openUnclaimed(
            configuration.node().dataDirectory(),
            configuration.cluster().id(),
            configuration.node().name())) {
      Optional<String> earlier = Restore.finished(data.consensus());
      if (earlier.isPresent()) {
        return again(earlier.get(), ArchiveFile.read(file, progress));
      }
      try (Hsm hsm = OfflineHsm.open(configuration);
          Restore restore = Restore.into(data.consensus());
          InputStream in = Files.newInputStream(file)) {
        Archive archive = restore.unpack(in, progress::at);
        requireRestorable(archive.manifest());
        ArchiveFile.requireGenuine(file, archive, hsm);
        Restoration restoration = restoration(hsm);
        List<Integer> lacking = lacking(hsm, archive.manifest());
        // Not before: who was refused may want to give it another name.
        data.claim();
        RestoredState state =
            restore.install(
                archive,
                ClusterId.ofName(configuration.cluster().id()),
                new NodeName(configuration.node().name()),
                restoration,
                new SecureRandom());
        return new RestoreReview(configuration, archive.manifest(), state, restoration, lacking)
            .lines();
      }
    } catch (RestoreRefused e) {
      throw new StartFailure(
          ExitCode.REFUSED,
          "node.data-dir: " + e.getMessage() + "; a backup is restored into an empty one",
          e);
    } catch (Unavailable e) {
      throw new StartFailure(
          ExitCode.HSM_FAILED, "the keys in the HSM cannot be listed: " + e.getMessage(), e);
    } catch (IOException e) {
      throw ArchiveFile.failure(file, e);
    }
  }

  private List<String> again(String earlier, Archive archive) throws StartFailure {
    if (!archive.manifestHash().toHex().equals(earlier)) {
      throw new StartFailure(
          ExitCode.REFUSED,
          "node.data-dir: another backup was restored there; a backup is restored into an empty"
              + " one");
    }
    return List.of("this backup was restored there already; nothing was changed");
  }

  private void requireRestorable(Manifest manifest) throws StartFailure {
    String former = manifest.source().cluster();
    if (former.equals(configuration.cluster().id()) && !oldClusterIsGone) {
      throw new StartFailure(
          ExitCode.REFUSED,
          "the backup is of a cluster with this very cluster.id, "
              + former
              + ": choose another one, so that no node of the old cluster can ever meet the new"
              + " one; or say that none will ever run again: "
              + SURE);
    }
    if (manifest.formats().store() != RocksStore.STORE_FORMAT
        || manifest.formats().log() > EntryCodec.FORMAT) {
      throw new StartFailure(
          ExitCode.REFUSED,
          ("the backup was made by version %s, with formats %d of the state and %d of the log; this"
                  + " program knows %d and %d: restore it with that version")
              .formatted(
                  manifest.source().product(),
                  manifest.formats().store(),
                  manifest.formats().log(),
                  RocksStore.STORE_FORMAT,
                  EntryCodec.FORMAT));
    }
  }

  /// Everything that the HSM holds now under the cluster's name was made before this second, also
  /// by a node whose clock was ahead.
  private static Restoration restoration(Hsm hsm) throws Unavailable {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    long latest = now.getEpochSecond();
    for (HeldKey held : hsm.keyInventory().list(deadline())) {
      latest = Math.max(latest, held.madeAtSecond());
    }
    return new Restoration(now, Math.addExact(latest, 1));
  }

  /// The generations of the key-encryption key that the HSM does not have.
  private static List<Integer> lacking(Hsm hsm, Manifest manifest) throws Unavailable {
    List<Integer> lacking = new ArrayList<>();
    for (Map.Entry<Integer, KeyRef> kek : manifest.keks().all().entrySet()) {
      if (!hsm.keyInventory().holds(kek.getValue(), deadline())) {
        lacking.add(kek.getKey());
      }
    }
    return lacking;
  }

  private static Deadline deadline() {
    return Deadline.after(LISTING, System::nanoTime);
  }
}
