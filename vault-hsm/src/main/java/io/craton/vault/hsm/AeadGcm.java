package io.craton.vault.hsm;

import io.craton.vault.hsm.pkcs11.Ckm;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import io.craton.vault.hsm.pkcs11.Mechanism;
import java.util.Arrays;
import java.util.Optional;

/// AES-GCM, nonce (12) ‖ ciphertext ‖ tag (16). Nonces are random, so a key must not encrypt more
/// than 2^32 messages (NIST SP 800-38D §8.3). A token that insists on making the nonce itself
/// writes it over the one that it was given.
record AeadGcm() implements Operation.Encryption {
  static final int NONCE_BYTES = 12;
  static final int TAG_BYTES = 16;

  private static Mechanism mechanism(byte[] nonce, byte[] associatedData) {
    return new Mechanism(
        Ckm.AES_GCM, new Mechanism.Gcm(nonce, associatedData, TAG_BYTES * Byte.SIZE));
  }

  @Override
  public byte[] encrypt(TokenKey key, byte[] plaintext, byte[] associatedData)
      throws CryptokiException {
    return encrypt(key, plaintext, associatedData, key.fresh(NONCE_BYTES));
  }

  static byte[] encrypt(TokenKey key, byte[] plaintext, byte[] associatedData, byte[] nonce)
      throws CryptokiException {
    int bodyBytes = plaintext.length + TAG_BYTES;
    byte[] sealed =
        key.encrypt(mechanism(nonce, associatedData), plaintext, bodyBytes, nonce.length);
    System.arraycopy(nonce, 0, sealed, 0, nonce.length);
    return sealed;
  }

  @Override
  public Optional<byte[]> decrypt(TokenKey key, byte[] ciphertext, byte[] associatedData)
      throws CryptokiException {
    if (ciphertext.length < NONCE_BYTES + TAG_BYTES) {
      return Optional.empty();
    }
    byte[] nonce = Arrays.copyOf(ciphertext, NONCE_BYTES);
    byte[] body = Arrays.copyOfRange(ciphertext, NONCE_BYTES, ciphertext.length);
    return key.decrypt(mechanism(nonce, associatedData), body);
  }
}
