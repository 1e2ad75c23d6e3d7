package io.craton.vault.hsm;

import static io.craton.vault.hsm.TokenKey.BLOCK_BYTES;

import io.craton.vault.hsm.pkcs11.CryptokiException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/// AES-CBC, length of the plaintext (4, little-endian) ‖ IV (16) ‖ blocks, the last one filled with
/// zeros. Contract section 7.5. There is no padding to be an oracle: the length is in the clear.
record CbcMode() implements Operation.Encryption {
  private static final int HEAD_BYTES = Integer.BYTES + BLOCK_BYTES;

  @Override
  public byte[] encrypt(TokenKey key, byte[] plaintext, byte[] associatedData)
      throws CryptokiException {
    byte[] iv = key.fresh(BLOCK_BYTES);
    byte[] padded = Arrays.copyOf(plaintext, Math.toIntExact(blockBytes(plaintext.length)));
    try {
      byte[] ciphertext = key.encryptChain(iv, padded, HEAD_BYTES);
      ByteBuffer.wrap(ciphertext).order(ByteOrder.LITTLE_ENDIAN).putInt(plaintext.length).put(iv);
      return ciphertext;
    } finally {
      Arrays.fill(padded, (byte) 0);
    }
  }

  @Override
  public Optional<byte[]> decrypt(TokenKey key, byte[] ciphertext, byte[] associatedData)
      throws CryptokiException {
    if (ciphertext.length < HEAD_BYTES) {
      return Optional.empty();
    }
    int length = ByteBuffer.wrap(ciphertext).order(ByteOrder.LITTLE_ENDIAN).getInt();
    if (length < 0 || ciphertext.length - HEAD_BYTES != blockBytes(length)) {
      return Optional.empty();
    }
    byte[] iv = Arrays.copyOfRange(ciphertext, Integer.BYTES, HEAD_BYTES);
    byte[] blocks = Arrays.copyOfRange(ciphertext, HEAD_BYTES, ciphertext.length);
    return key.decryptChain(iv, blocks)
        .map(padded -> {
          if (padded.length == length) {
            return padded;
          }
          byte[] plaintext = Arrays.copyOf(padded, length);
          Arrays.fill(padded, (byte) 0);
          return plaintext;
        });
  }

  /// The bytes of whole blocks that so many bytes of text take.
  private static long blockBytes(int length) {
    return Math.ceilDiv((long) length, (long) BLOCK_BYTES) * BLOCK_BYTES;
  }
}
