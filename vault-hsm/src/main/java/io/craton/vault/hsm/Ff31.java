package io.craton.vault.hsm;

import io.craton.vault.core.port.FormatPreserver.Tweak;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.fpe.FPEFF3_1Engine;
import org.bouncycastle.crypto.params.FPEParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/// FF3-1 (NIST SP 800-38G Rev. 1 §6.2) with its eight block encryptions in the token.
///
/// The standard encrypts blocks under the key with its bytes in reverse order. The token holds the
/// key in that order; whoever lets a key in or out reverses it.
final class Ff31 {
  /// The engine wants a key, and reverses it, but the block cipher has one of its own.
  private static final KeyParameter NO_KEY = new KeyParameter(new byte[TokenKey.BLOCK_BYTES]);

  private final TokenKey key;

  Ff31(TokenKey key) {
    this.key = key;
  }

  /// Each text as digits below `radix`, encrypted or decrypted by itself.
  List<byte[]> transform(boolean encrypt, Tweak tweak, int radix, List<byte[]> texts)
      throws CryptokiException {
    try {
      FPEFF3_1Engine engine = new FPEFF3_1Engine(new TokenBlocks(key));
      List<byte[]> transformed = new ArrayList<>();
      for (byte[] text : texts) {
        engine.init(encrypt, new FPEParameters(NO_KEY, radix, tweak.value().toArray()));
        byte[] out = new byte[text.length];
        int written = engine.processBlock(text, 0, text.length, out, 0);
        transformed.add(Arrays.copyOf(out, written));
      }
      return transformed;
    } catch (Carried e) {
      throw e.cause;
    }
  }

  /// Reverses the bytes of a key in place: between its wire form and the token's.
  static void reverse(byte[] key) {
    for (int i = 0; i < key.length / 2; i++) {
      byte kept = key[i];
      key[i] = key[key.length - 1 - i];
      key[key.length - 1 - i] = kept;
    }
  }

  /// Single blocks in the token, for the engine.
  private record TokenBlocks(TokenKey key) implements BlockCipher {
    @Override
    public void init(boolean forEncryption, CipherParameters parameters) {
      // The key is in the token, and is only ever used to encrypt.
    }

    @Override
    public String getAlgorithmName() {
      return "AES";
    }

    @Override
    public int getBlockSize() {
      return TokenKey.BLOCK_BYTES;
    }

    @Override
    public int processBlock(byte[] in, int inOffset, byte[] out, int outOffset) {
      try {
        byte[] block = Arrays.copyOfRange(in, inOffset, inOffset + TokenKey.BLOCK_BYTES);
        System.arraycopy(key.encryptBlocks(block), 0, out, outOffset, TokenKey.BLOCK_BYTES);
        return TokenKey.BLOCK_BYTES;
      } catch (CryptokiException e) {
        throw new Carried(e);
      }
    }

    @Override
    public void reset() {
      // Blocks do not depend on each other.
    }
  }

  /// Carries the failure of a call through code that knows no such failures.
  private static final class Carried extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final CryptokiException cause;

    Carried(CryptokiException cause) {
      super(cause);
      this.cause = cause;
    }
  }
}
