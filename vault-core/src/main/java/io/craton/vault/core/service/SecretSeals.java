package io.craton.vault.core.service;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Sealer;
import io.craton.vault.core.port.Unavailable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Seals the values of versions. Each ciphertext is bound to its item, version and field, so that
/// one cannot be passed off as another by whoever can write to the disk.
final class SecretSeals {
  /// The field of a `secret` item.
  static final String SECRET_FIELD = "secret";

  private static final byte[] CONTEXT = "craton/secret/1".getBytes(StandardCharsets.US_ASCII);

  private final Sealer sealer;

  SecretSeals(Sealer sealer) {
    this.sealer = sealer;
  }

  Material.Sealed seal(Reading.Kek kek, VersionId version, SecretBytes value, Deadline deadline)
      throws Unavailable {
    Bytes ciphertext =
        sealer.seal(kek.ref(), value, associatedData(version, SECRET_FIELD), deadline);
    return new Material.Sealed(kek.version(), ciphertext);
  }

  SecretBytes open(Reading.Kek kek, VersionId version, Material.Sealed sealed, Deadline deadline)
      throws Unavailable {
    return sealer.open(
        kek.ref(), sealed.ciphertext(), associatedData(version, SECRET_FIELD), deadline);
  }

  /// context ‖ item id (20) ‖ version number (4, big-endian) ‖ field name.
  private static Bytes associatedData(VersionId version, String field) {
    byte[] item = version.item().value().toArray();
    byte[] name = field.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer data =
        ByteBuffer.allocate(CONTEXT.length + item.length + Integer.BYTES + name.length);
    data.put(CONTEXT).put(item).putInt(version.number().value()).put(name);
    return Bytes.copyOf(data.array());
  }
}
