package io.craton.vault.hsm;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.port.AlgorithmUnsupported;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Encryptor;
import io.craton.vault.core.port.Sealer;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.hsm.Operation.AeadGcm;
import io.craton.vault.hsm.TokenLibrary.Access;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import io.craton.vault.hsm.pkcs11.Mechanism;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/// AES-GCM in the token, for callers ([Encryptor]) and for values at rest ([Sealer]). The nonce
/// comes from the process's random generator, or from the token when it insists. Thread-safe.
final class TokenCipher implements Encryptor, Sealer {
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
    return encrypt(key, table.aead(algorithm), plaintext, associatedData, deadline);
  }

  @Override
  public Optional<SecretBytes> decrypt(
      KeyRef key, Algorithm algorithm, byte[] ciphertext, byte[] associatedData, Deadline deadline)
      throws Unavailable, AlgorithmUnsupported {
    return decrypt(key, table.aead(algorithm), ciphertext, associatedData, deadline);
  }

  @Override
  public Bytes seal(KeyRef kek, SecretBytes plaintext, Bytes associatedData, Deadline deadline)
      throws Unavailable {
    byte[] content = plaintext.toArray();
    try {
      return encrypt(kek, KeyForm.AES_256, content, associatedData.toArray(), deadline);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  @Override
  public SecretBytes open(KeyRef kek, Bytes ciphertext, Bytes associatedData, Deadline deadline)
      throws Unavailable {
    return decrypt(kek, KeyForm.AES_256, ciphertext.toArray(), associatedData.toArray(), deadline)
        .orElseThrow(() ->
            new IllegalStateException(
                "sealed value of %d bytes does not open".formatted(ciphertext.size())));
  }

  private Bytes encrypt(
      KeyRef key, KeyForm form, byte[] plaintext, byte[] associatedData, Deadline deadline)
      throws Unavailable {
    Task<byte[]> task =
        session ->
            finder.use(
                session,
                key,
                form,
                handle -> encrypt(session, handle, plaintext, associatedData, nonce()));
    byte[] sealed = gate.pass(deadline, () -> lane.run(Access.SHARED, task, deadline));
    return Bytes.copyOf(sealed);
  }

  /// Fresh for every attempt, so that a nonce is never used twice.
  private byte[] nonce() {
    byte[] nonce = new byte[AeadGcm.NONCE_BYTES];
    random.nextBytes(nonce);
    return nonce;
  }

  private Optional<SecretBytes> decrypt(
      KeyRef key, KeyForm form, byte[] ciphertext, byte[] associatedData, Deadline deadline)
      throws Unavailable {
    if (ciphertext.length < AeadGcm.NONCE_BYTES + AeadGcm.TAG_BYTES) {
      return Optional.empty();
    }
    Task<Optional<byte[]>> task =
        session ->
            finder.use(
                session, key, form, handle -> decrypt(session, handle, ciphertext, associatedData));
    Optional<byte[]> opened = gate.pass(deadline, () -> lane.run(Access.SHARED, task, deadline));
    return opened.map(SecretBytes::takeOver);
  }

  /// nonce ‖ ciphertext ‖ tag.
  static byte[] encrypt(
      Session session, long key, byte[] plaintext, byte[] associatedData, byte[] nonce)
      throws CryptokiException {
    Mechanism mechanism = AeadGcm.mechanism(nonce, associatedData);
    session.cryptoki().encryptInit(session.handle(), mechanism, key);
    byte[] body =
        session
            .cryptoki()
            .encrypt(session.handle(), plaintext, plaintext.length + AeadGcm.TAG_BYTES);
    byte[] sealed = Arrays.copyOf(nonce, nonce.length + body.length);
    System.arraycopy(body, 0, sealed, nonce.length, body.length);
    return sealed;
  }

  /// The plaintext, or empty when the token does not accept the ciphertext.
  static Optional<byte[]> decrypt(
      Session session, long key, byte[] ciphertext, byte[] associatedData)
      throws CryptokiException {
    byte[] nonce = Arrays.copyOf(ciphertext, AeadGcm.NONCE_BYTES);
    byte[] body = Arrays.copyOfRange(ciphertext, AeadGcm.NONCE_BYTES, ciphertext.length);
    Mechanism mechanism = AeadGcm.mechanism(nonce, associatedData);
    session.cryptoki().decryptInit(session.handle(), mechanism, key);
    try {
      return Optional.of(session.cryptoki().decrypt(session.handle(), body));
    } catch (CryptokiException e) {
      if (ErrorClass.of(e) == ErrorClass.BAD_INPUT) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
