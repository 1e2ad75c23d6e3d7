package io.craton.vault.hsm;

import io.craton.vault.core.algorithm.Digest;
import io.craton.vault.core.algorithm.KeySpec;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.hsm.pkcs11.Ckm;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import io.craton.vault.hsm.pkcs11.Mechanism;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.bouncycastle.crypto.AsymmetricBlockCipher;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.encodings.OAEPEncoding;

/// RSAES-OAEP (RFC 8017 §7.1) with the same digest everywhere and an empty label. Tokens have it
/// with SHA-1 at most, so the token does the private operation on the bare number and the padding
/// is taken off outside, without branches on its contents (RFC 8017 §7.1.2 note: Manger's attack).
/// Encrypting takes no secret, so it is done in the process.
record Oaep(Digest digest) implements Operation.Encryption {
  /// Encryption is for whoever has the public key.
  @Override
  public byte[] encrypt(TokenKey key, byte[] plaintext, byte[] associatedData) {
    throw new IllegalArgumentException("RSA encrypts with the public key");
  }

  /// @throws IllegalArgumentException when the plaintext is too long for the key
  byte[] encrypt(PublicKey key, byte[] plaintext) {
    try {
      Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          KeyFactory.getInstance("RSA")
              .generatePublic(new X509EncodedKeySpec(key.spki().toArray())),
          new OAEPParameterSpec(
              digest.standardName(),
              "MGF1",
              new MGF1ParameterSpec(digest.standardName()),
              PSource.PSpecified.DEFAULT));
      return cipher.doFinal(plaintext);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not to be encrypted with this key", e);
    }
  }

  @Override
  public Optional<byte[]> decrypt(TokenKey key, byte[] ciphertext, byte[] associatedData)
      throws CryptokiException {
    if (!(key.form().spec() instanceof KeySpec.Rsa(int modulusBits))
        || ciphertext.length * Byte.SIZE != modulusBits) {
      return Optional.empty();
    }
    Optional<byte[]> encoded = key.decrypt(Mechanism.plain(Ckm.RSA_X_509), ciphertext);
    if (encoded.isEmpty()) {
      return Optional.empty();
    }
    byte[] block = encoded.get();
    try {
      OAEPEncoding decoder = new OAEPEncoding(new Decrypted(block), hash(), hash(), new byte[0]);
      return Optional.of(decoder.processBlock(ciphertext, 0, ciphertext.length));
    } catch (InvalidCipherTextException e) {
      return Optional.empty();
    } finally {
      Arrays.fill(block, (byte) 0);
    }
  }

  private org.bouncycastle.crypto.Digest hash() {
    return switch (digest) {
      case SHA1 -> new SHA1Digest();
      case SHA256 -> SHA256Digest.newInstance();
      case SHA384 -> new SHA384Digest();
      case SHA512 -> new SHA512Digest();
    };
  }

  /// Stands for the RSA decryption that the token has done already.
  private static final class Decrypted implements AsymmetricBlockCipher {
    private final byte[] block;

    Decrypted(byte[] block) {
      this.block = block;
    }

    @Override
    public void init(boolean forEncryption, CipherParameters parameters) {
      // There is nothing to prepare.
    }

    @Override
    public int getInputBlockSize() {
      return block.length;
    }

    /// Without the first byte, which is zero in every well-formed block.
    @Override
    public int getOutputBlockSize() {
      return block.length - 1;
    }

    @Override
    public byte[] processBlock(byte[] in, int offset, int length) {
      return block[0] == 0 ? Arrays.copyOfRange(block, 1, block.length) : block;
    }
  }
}
