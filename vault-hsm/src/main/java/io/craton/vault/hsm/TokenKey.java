package io.craton.vault.hsm;

import io.craton.vault.hsm.pkcs11.Ckm;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import io.craton.vault.hsm.pkcs11.Mechanism;
import java.security.SecureRandom;
import java.util.Optional;

/// A key in the token while a task holds a session: what modes of operation are made of.
record TokenKey(Session session, KeyForm form, long handle, SecureRandom random) {
  static final int BLOCK_BYTES = 16;

  /// That many random bytes.
  byte[] fresh(int bytes) {
    byte[] value = new byte[bytes];
    random.nextBytes(value);
    return value;
  }

  /// Each block of `blocks` encrypted by itself.
  byte[] encryptBlocks(byte[] blocks) throws CryptokiException {
    return blocks.length == 0
        ? blocks
        : encrypt(Mechanism.plain(Ckm.AES_ECB), blocks, blocks.length, 0);
  }

  /// `blocks` encrypted in CBC mode.
  ///
  /// @param headBytes how many zeros to put before them
  byte[] encryptChain(byte[] iv, byte[] blocks, int headBytes) throws CryptokiException {
    Mechanism mechanism = new Mechanism(Ckm.AES_CBC, new Mechanism.Iv(iv));
    return blocks.length == 0
        ? new byte[headBytes]
        : encrypt(mechanism, blocks, blocks.length, headBytes);
  }

  /// `blocks` decrypted in CBC mode; empty when the token does not want them.
  Optional<byte[]> decryptChain(byte[] iv, byte[] blocks) throws CryptokiException {
    return blocks.length == 0
        ? Optional.of(blocks)
        : decrypt(new Mechanism(Ckm.AES_CBC, new Mechanism.Iv(iv)), blocks);
  }

  /// One encryption.
  ///
  /// @param headBytes how many zeros to put before the ciphertext
  byte[] encrypt(Mechanism mechanism, byte[] data, int maxBytes, int headBytes)
      throws CryptokiException {
    session.cryptoki().encryptInit(session.handle(), mechanism, handle);
    return session.cryptoki().encrypt(session.handle(), data, maxBytes, headBytes);
  }

  /// One decryption; empty when the token does not accept the data.
  Optional<byte[]> decrypt(Mechanism mechanism, byte[] data) throws CryptokiException {
    session.cryptoki().decryptInit(session.handle(), mechanism, handle);
    try {
      return Optional.of(session.cryptoki().decrypt(session.handle(), data));
    } catch (CryptokiException e) {
      if (ErrorClass.of(e) == ErrorClass.BAD_INPUT) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
