package io.craton.vault.hsm;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.port.AlgorithmUnsupported;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Encryptor;
import io.craton.vault.core.port.FormatPreserver;
import io.craton.vault.core.port.Sealer;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.hsm.MechanismTable.EncryptionRow;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Encrypts and decrypts with keys in the token, for callers ([Encryptor], [FormatPreserver]) and
/// for values at rest ([Sealer]). Random values come from the process's generator. Thread-safe.
final class TokenCipher implements Encryptor, FormatPreserver, Sealer {
  private static final AeadGcm GCM = new AeadGcm();

  private final Lane lane;
  private final Gate gate;
  private final MechanismTable table;
  private final KeyFinder finder;
  private final SecureRandom random = new SecureRandom();

  TokenCipher(Lane lane, Gate gate, MechanismTable table, KeyFinder finder) {
    this.lane = lane;
    this.gate = gate;
    this.table = table;
    this.finder = finder;
  }

  @Override
  public Bytes encrypt(
      KeyRef key, Algorithm algorithm, byte[] plaintext, byte[] associatedData, Deadline deadline)
      throws Unavailable, AlgorithmUnsupported {
    EncryptionRow row = table.encryption(algorithm);
    return Bytes.takeOver(
        with(
            HsmOperation.ENCRYPT,
            key,
            row.form(),
            used -> row.encryption().encrypt(used, plaintext, associatedData),
            deadline));
  }

  @Override
  public Bytes encrypt(PublicKey key, Algorithm algorithm, byte[] plaintext)
      throws AlgorithmUnsupported {
    if (table.encryption(algorithm).encryption() instanceof Oaep oaep) {
      return Bytes.takeOver(oaep.encrypt(key, plaintext));
    }
    throw new IllegalArgumentException(algorithm + " has no public key");
  }

  @Override
  public Optional<SecretBytes> decrypt(
      KeyRef key, Algorithm algorithm, byte[] ciphertext, byte[] associatedData, Deadline deadline)
      throws Unavailable, AlgorithmUnsupported {
    EncryptionRow row = table.encryption(algorithm);
    return with(
            HsmOperation.DECRYPT,
            key,
            row.form(),
            used -> row.encryption().decrypt(used, ciphertext, associatedData),
            deadline)
        .map(SecretBytes::takeOver);
  }

  @Override
  public List<byte[]> transform(
      KeyRef key,
      Algorithm algorithm,
      Direction direction,
      Tweak tweak,
      int radix,
      List<byte[]> texts,
      Deadline deadline)
      throws Unavailable, AlgorithmUnsupported {
    KeyForm form = table.formatPreserving(algorithm);
    return with(
        HsmOperation.TRANSFORM,
        key,
        form,
        used -> new Ff31(used).transform(direction == Direction.ENCRYPT, tweak, radix, texts),
        deadline);
  }

  @Override
  public Bytes seal(KeyRef kek, SecretBytes plaintext, Bytes associatedData, Deadline deadline)
      throws Unavailable {
    byte[] content = plaintext.toArray();
    byte[] data = associatedData.toArray();
    try {
      return Bytes.takeOver(
          withKek(HsmOperation.ENCRYPT, kek, used -> GCM.encrypt(used, content, data), deadline));
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  @Override
  public SecretBytes open(KeyRef kek, Bytes ciphertext, Bytes associatedData, Deadline deadline)
      throws Unavailable {
    byte[] sealed = ciphertext.toArray();
    byte[] data = associatedData.toArray();
    return withKek(HsmOperation.DECRYPT, kek, used -> GCM.decrypt(used, sealed, data), deadline)
        .map(SecretBytes::takeOver)
        .orElseThrow(() ->
            new IllegalStateException(
                "sealed value of %d bytes does not open".formatted(ciphertext.size())));
  }

  /// Something to do with a key. May be done again from the start.
  private interface Use<T> {
    T with(TokenKey key) throws CryptokiException;
  }

  /// A key-encryption key is never destroyed while it is in use: one that is not found is looked
  /// for at once.
  private <T> T withKek(HsmOperation operation, KeyRef kek, Use<T> use, Deadline deadline)
      throws Unavailable {
    try {
      return with(operation, kek, KeyForm.AES_256, use, deadline);
    } catch (Unavailable e) {
      if (e.reason() != Unavailable.Reason.HSM_KEY_MISSING) {
        throw e;
      }
      finder.expect(kek);
      return with(operation, kek, KeyForm.AES_256, use, deadline);
    }
  }

  private <T> T with(
      HsmOperation operation, KeyRef key, KeyForm form, Use<T> use, Deadline deadline)
      throws Unavailable {
    Task<T> task =
        session ->
            finder.use(
                session,
                key,
                form,
                handle -> use.with(new TokenKey(session, form, handle, random)));
    return gate.pass(deadline, () -> lane.run(operation, task, deadline));
  }
}
