package io.craton.vault.node.backup;

import io.craton.vault.consensus.backup.Archive;
import io.craton.vault.consensus.backup.Backup;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Sealer;
import io.craton.vault.core.port.Unavailable;
import java.time.Duration;

/// Vouches for backups with the key-encryption key in the HSM, and checks that somebody did.
///
/// Guarantees: whoever cannot use a key of the HSM cannot make a seal that [#isGenuine] takes, and
/// no value of the vault is one, because each is bound to what it is. Not guaranteed: that the key
/// is a key-encryption key. Which one it is stands in the manifest, so whoever may encrypt with any
/// AES key of the HSM could name that one. Thread-safe.
public final class ManifestSeal implements Backup.Seal {
  private static final Bytes PURPOSE = Bytes.utf8("craton/backup-manifest/1");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Sealer sealer;

  /// @param sealer the one of the cluster's HSM
  public ManifestSeal(Sealer sealer) {
    this.sealer = sealer;
  }

  @Override
  public Bytes seal(KeyRef kek, Bytes manifestHash) throws Unavailable {
    try (SecretBytes hash = SecretBytes.takeOver(manifestHash.toArray())) {
      return sealer.seal(kek, hash, PURPOSE, deadline());
    }
  }

  /// Whether the archive was sealed with the key that its manifest names.
  ///
  /// @throws Unavailable when the HSM does not have that key, or does not answer
  public boolean isGenuine(Archive archive) throws Unavailable {
    KeyRef kek = archive.manifest().keks().currentKey();
    try (SecretBytes sealed = sealer.open(kek, archive.seal(), PURPOSE, deadline());
        SecretBytes hash = SecretBytes.takeOver(archive.manifestHash().toArray())) {
      return sealed.equals(hash);
    } catch (IllegalStateException | IllegalArgumentException e) {
      // Not made with this key and purpose, or the reference is none.
      return false;
    }
  }

  private static Deadline deadline() {
    return Deadline.after(PATIENCE, System::nanoTime);
  }
}
