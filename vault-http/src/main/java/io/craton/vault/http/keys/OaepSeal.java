package io.craton.vault.http.keys;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.bytes.SecretBytes;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.encodings.OAEPEncoding;
import org.bouncycastle.crypto.engines.RSABlindedEngine;
import org.bouncycastle.crypto.params.ParametersWithRandom;

/// Encrypts the text of a key for an RSA key: RSAES-OAEP with SHA-512 and MGF1 with the same, empty
/// label (RFC 8017 §7.1). Contract section 9.3.
public final class OaepSeal {
  private static final int DIGEST_BYTES = 64;
  private static final SecureRandom RANDOM = new SecureRandom();

  private OaepSeal() {}

  /// The longest text for that key, in bytes.
  public static int maxBytes(GivenPublicKey recipient) {
    return recipient.modulus().bitLength() / Byte.SIZE - 2 * DIGEST_BYTES - 2;
  }

  /// One block for the holder of the private key.
  ///
  /// @throws IllegalArgumentException when the text is longer than [#maxBytes]
  public static Bytes seal(GivenPublicKey recipient, SecretBytes text) {
    if (text.size() > maxBytes(recipient)) {
      throw new IllegalArgumentException("too long for RSA: " + text.size() + " bytes");
    }
    byte[] clear = text.toArray();
    try {
      OAEPEncoding cipher =
          new OAEPEncoding(
              new RSABlindedEngine(), new SHA512Digest(), new SHA512Digest(), new byte[0]);
      cipher.init(true, new ParametersWithRandom(recipient.rsa(), RANDOM));
      return Bytes.copyOf(cipher.processBlock(clear, 0, clear.length));
    } catch (InvalidCipherTextException e) {
      throw new IllegalStateException("the length was checked", e);
    } finally {
      Arrays.fill(clear, (byte) 0);
    }
  }
}
