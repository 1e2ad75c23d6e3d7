package io.craton.vault.hsm;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.hsm.MechanismTable.SigningRow;
import io.craton.vault.hsm.Operation.Usage;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/// A key that always exists and signs when the token works: the only health check that sees a
/// vanished token, whose random generator, sessions and logins go on working. All nodes of a
/// cluster share it by a fixed `CKA_ID`; nodes that start together may make several, any of which
/// serves.
final class Sentinel {
  private static final byte[] MESSAGE = "craton sentinel".getBytes(StandardCharsets.US_ASCII);

  private final Lanes lanes;
  private final KeyFinder finder;
  private final SigningRow row;
  private final TokenSigner signer;
  private final boolean lifecycle;
  private final ResidentKey key;
  private final String label;
  private final KeyRef ref;

  Sentinel(
      HsmConfig config,
      Lanes lanes,
      KeyFinder finder,
      SigningRow row,
      TokenSigner signer,
      boolean lifecycle) {
    this.lanes = lanes;
    this.finder = finder;
    this.row = row;
    this.signer = signer;
    this.lifecycle = lifecycle;
    this.key = new ResidentKey(row.form(), id(config));
    this.label = config.labelPrefix() + "sentinel";
    this.ref = key.toRef();
  }

  /// The `CKA_ID` of the sentinel of a cluster.
  static Bytes id(HsmConfig config) {
    try {
      byte[] name = (config.labelPrefix() + "sentinel").getBytes(StandardCharsets.UTF_8);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(name);
      return Bytes.copyOf(Arrays.copyOf(hash, ResidentKey.ID_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// Returns when the sentinel has signed.
  void check(Deadline deadline) throws Unavailable {
    signer.signUngated(ref, row, MESSAGE, deadline);
  }

  /// Makes the sentinel if the token has none, then checks it.
  void ensure(Deadline deadline) throws Unavailable {
    lanes.run(HsmOperation.PROBE, this::createIfAbsent, deadline);
    check(deadline);
  }

  private boolean createIfAbsent(Session session) throws CryptokiException, Unavailable {
    if (KeyFinder.find(session, finder.sentinelTemplate()).length > 0) {
      return false;
    }
    KeyTemplates templates =
        new KeyTemplates(key.form(), Usage.SIGN, key.id(), label, true, false, lifecycle);
    new Generation(() -> templates).run(session);
    return true;
  }
}
