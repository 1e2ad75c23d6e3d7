package io.craton.vault.hsm;

import static io.craton.vault.hsm.TokenKey.BLOCK_BYTES;

import io.craton.vault.hsm.pkcs11.CryptokiException;
import java.util.Arrays;
import java.util.Optional;

/// AES-CFB with segments of a block, IV (16) ‖ ciphertext. Contract section 7.5. Tokens lack the
/// mode, so it is made of those they have, with one call for a message of any length.
///
/// The key stream is O₁ = E(IV), Oᵢ = E(Cᵢ₋₁) (NIST SP 800-38A §6.3). When decrypting, all Cᵢ are
/// known, so the blocks are encrypted by themselves. When encrypting, Cᵢ₋₁ = Pᵢ₋₁ ⊕ Oᵢ₋₁, and
/// E(Pᵢ₋₁ ⊕ Oᵢ₋₁) is the step of CBC: the key stream is IV ‖ P₁ ‖ P₂ … in CBC mode with a zero IV.
record CfbMode() implements Operation.Encryption {
  @Override
  public byte[] encrypt(TokenKey key, byte[] plaintext, byte[] associatedData)
      throws CryptokiException {
    byte[] iv = key.fresh(BLOCK_BYTES);
    byte[] chain = Arrays.copyOf(iv, streamBytes(plaintext.length));
    int shifted = Math.max(0, chain.length - BLOCK_BYTES);
    System.arraycopy(plaintext, 0, chain, Math.min(BLOCK_BYTES, chain.length), shifted);
    try {
      byte[] ciphertext = key.encryptChain(new byte[BLOCK_BYTES], chain, BLOCK_BYTES);
      System.arraycopy(iv, 0, ciphertext, 0, BLOCK_BYTES);
      for (int i = 0; i < plaintext.length; i++) {
        ciphertext[BLOCK_BYTES + i] ^= plaintext[i];
      }
      int length = BLOCK_BYTES + plaintext.length;
      return ciphertext.length == length ? ciphertext : Arrays.copyOf(ciphertext, length);
    } finally {
      Arrays.fill(chain, (byte) 0);
    }
  }

  @Override
  public Optional<byte[]> decrypt(TokenKey key, byte[] ciphertext, byte[] associatedData)
      throws CryptokiException {
    if (ciphertext.length < BLOCK_BYTES) {
      return Optional.empty();
    }
    int length = ciphertext.length - BLOCK_BYTES;
    byte[] stream = key.encryptBlocks(Arrays.copyOf(ciphertext, streamBytes(length)));
    for (int i = 0; i < length; i++) {
      stream[i] ^= ciphertext[BLOCK_BYTES + i];
    }
    if (stream.length == length) {
      return Optional.of(stream);
    }
    byte[] plaintext = Arrays.copyOf(stream, length);
    Arrays.fill(stream, (byte) 0);
    return Optional.of(plaintext);
  }

  /// As many bytes of whole blocks as there are of text.
  private static int streamBytes(int length) {
    return Math.ceilDiv(length, BLOCK_BYTES) * BLOCK_BYTES;
  }
}
