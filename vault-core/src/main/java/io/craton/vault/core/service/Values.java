package io.craton.vault.core.service;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.algorithm.Scheme;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.port.AlgorithmUnsupported;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// Seals and opens the values of secrets, tokens and client secrets, and software keys.
///
/// A value is sealed under the cluster's key-encryption key; when its item names a vault key, it is
/// encrypted under that one first. Each ciphertext is bound to its item and version, so that one
/// cannot be passed off as another by whoever can write to the disk.
final class Values {
  private static final byte[] VALUE = "craton/value/1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] KEY = "craton/software-key/1".getBytes(StandardCharsets.US_ASCII);

  private final HsmPorts hsm;

  Values(HsmPorts hsm) {
    this.hsm = hsm;
  }

  /// A version of a vault key that values are encrypted under.
  record EncryptingKey(VersionId version, KeyRef ref, Algorithm algorithm) {}

  /// The keys a value is sealed with.
  record Keys(Reading.Kek kek, Optional<EncryptingKey> under) {}

  /// A stored value and the keys that open it.
  record Stored(Keys keys, VersionId version, Material.Sealed sealed) {}

  SecretBytes open(Stored stored, Deadline deadline) throws RequestRefused, Unavailable {
    return open(stored.keys(), stored.version(), stored.sealed(), deadline);
  }

  Material.Sealed seal(Keys keys, VersionId version, SecretBytes value, Deadline deadline)
      throws RequestRefused, Unavailable {
    Bytes context = associatedData(VALUE, version);
    Optional<VersionId> under = keys.under().map(EncryptingKey::version);
    if (keys.under().isEmpty()) {
      Bytes sealed = hsm.sealer().seal(keys.kek().ref(), value, context, deadline);
      return new Material.Sealed(keys.kek().version(), sealed, under);
    }
    byte[] plaintext = value.toArray();
    try {
      EncryptingKey key = keys.under().get();
      byte[] bound = bound(key, context);
      Bytes inner =
          SecondLook.at(
              Optional.of(key.ref()),
              () -> hsm.encryptor().encrypt(key.ref(), key.algorithm(), plaintext, bound, deadline),
              Values::held,
              hsm.search());
      try (SecretBytes wrapped = SecretBytes.takeOver(inner.toArray())) {
        Bytes sealed = hsm.sealer().seal(keys.kek().ref(), wrapped, context, deadline);
        return new Material.Sealed(keys.kek().version(), sealed, under);
      }
    } catch (AlgorithmUnsupported e) {
      throw Refusals.unsupported(e);
    } finally {
      Arrays.fill(plaintext, (byte) 0);
    }
  }

  SecretBytes open(Keys keys, VersionId version, Material.Sealed sealed, Deadline deadline)
      throws RequestRefused, Unavailable {
    Bytes context = associatedData(VALUE, version);
    SecretBytes outer = hsm.sealer().open(keys.kek().ref(), sealed.ciphertext(), context, deadline);
    if (keys.under().isEmpty()) {
      return outer;
    }
    EncryptingKey key = keys.under().get();
    byte[] inner = outer.toArray();
    outer.close();
    try {
      byte[] bound = bound(key, context);
      return SecondLook.at(
              Optional.of(key.ref()),
              () -> hsm.encryptor().decrypt(key.ref(), key.algorithm(), inner, bound, deadline),
              Values::held,
              hsm.search())
          .orElseThrow(() ->
              new IllegalStateException(
                  "the value of " + version + " does not open under " + key.version()));
    } catch (AlgorithmUnsupported e) {
      throw Refusals.unsupported(e);
    } finally {
      Arrays.fill(inner, (byte) 0);
    }
  }

  /// A software key is sealed under the key-encryption key alone; nobody can have it decrypted as a
  /// value.
  Material.Sealed sealKey(
      Reading.Kek kek, VersionId version, SecretBytes privateKey, Deadline deadline)
      throws Unavailable {
    Bytes sealed = hsm.sealer().seal(kek.ref(), privateKey, associatedData(KEY, version), deadline);
    return new Material.Sealed(kek.version(), sealed, Optional.empty());
  }

  /// The caller closes it.
  SecretBytes openKey(
      Reading.Kek kek, VersionId version, Material.SoftwareKey key, Deadline deadline)
      throws Unavailable {
    return hsm.sealer()
        .open(kek.ref(), key.privateKey().ciphertext(), associatedData(KEY, version), deadline);
  }

  /// The ciphertext of a version's sealed part under another key-encryption key. What a vault key
  /// has encrypted before it was sealed stays encrypted under that: neither the vault key nor the
  /// value itself is touched.
  Bytes reseal(KeyRef from, KeyRef to, VersionId version, Material material, Deadline deadline)
      throws Unavailable {
    Bytes context = associatedData(material instanceof Material.SoftwareKey ? KEY : VALUE, version);
    Bytes ciphertext =
        material
            .sealedPart()
            .map(Material.Sealed::ciphertext)
            .orElseThrow(() -> new IllegalStateException("nothing of " + version + " is sealed"));
    try (SecretBytes opened = hsm.sealer().open(from, ciphertext, context, deadline)) {
      return hsm.sealer().seal(to, opened, context, deadline);
    }
  }

  /// The state is not asked: whoever destroys a version that values are encrypted under, while they
  /// are read, makes the HSM layer look for it, which it does once in a while at most.
  private static void held() {}

  /// What the inner layer is bound to: nothing where the algorithm cannot bind.
  private static byte[] bound(EncryptingKey key, Bytes context) {
    return key.algorithm().scheme() instanceof Scheme.AesGcm ? context.toArray() : new byte[0];
  }

  /// context ‖ item id (20) ‖ version number (4, big-endian).
  private static Bytes associatedData(byte[] context, VersionId version) {
    byte[] item = version.item().value().toArray();
    ByteBuffer data = ByteBuffer.allocate(context.length + item.length + Integer.BYTES);
    data.put(context).put(item).putInt(version.number().value());
    return Bytes.copyOf(data.array());
  }
}
