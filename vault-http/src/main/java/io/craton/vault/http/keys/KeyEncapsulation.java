package io.craton.vault.http.keys;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Waiting;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.util.BigIntegers;

/// Encrypts the text of a key for whoever has both an RSA key and a password. Contract section 9.4:
/// a random salt goes under the RSA key, PBKDF2 (RFC 8018) makes of it and the password the key of
/// AES-256-GCM.
public final class KeyEncapsulation {
  /// How often the derivation goes round.
  public static final int ITERATIONS = 1_000_000;

  private static final int SALT_BYTES = 512;
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  /// A derivation takes a core for about a second, so there is one at a time.
  private static final Semaphore TURN = new Semaphore(1, true);

  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final SecureRandom RANDOM = new SecureRandom();

  private KeyEncapsulation() {}

  /// A text that was encrypted so.
  ///
  /// @param ciphertext nonce (12) ‖ ciphertext ‖ tag (16)
  public record Sealed(Bytes ciphertext, Bytes encryptedSalt) {}

  /// The text of a key for the holder of both.
  ///
  /// @throws Unavailable when others have their turn for too long
  public static Sealed seal(
      GivenPublicKey recipient, SecretBytes password, SecretBytes text, Deadline deadline)
      throws Unavailable {
    byte[] salt = newSalt();
    byte[] key = derive(password, salt, deadline);
    byte[] clear = text.toArray();
    try {
      byte[] nonce = new byte[NONCE_BYTES];
      RANDOM.nextBytes(nonce);
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(key, "AES"),
          new GCMParameterSpec(TAG_BITS, nonce));
      byte[] body = cipher.doFinal(clear);
      byte[] sealed = Arrays.copyOf(nonce, nonce.length + body.length);
      System.arraycopy(body, 0, sealed, nonce.length, body.length);
      BigInteger encrypted =
          new BigInteger(1, salt).modPow(recipient.exponent(), recipient.modulus());
      return new Sealed(
          Bytes.copyOf(sealed),
          Bytes.copyOf(BigIntegers.asUnsignedByteArray(SALT_BYTES, encrypted)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    } finally {
      Arrays.fill(key, (byte) 0);
      Arrays.fill(salt, (byte) 0);
      Arrays.fill(clear, (byte) 0);
    }
  }

  /// Below every modulus of 4096 bits, and without leading zeros, which some clients drop.
  private static byte[] newSalt() {
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    salt[0] = (byte) (1 + RANDOM.nextInt(0x7f));
    return salt;
  }

  private static boolean hasTurn(Deadline deadline) throws InterruptedException {
    try (var _ = Waiting.begin()) {
      return TURN.tryAcquire(deadline.remaining().toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private static byte[] derive(SecretBytes password, byte[] salt, Deadline deadline)
      throws Unavailable {
    byte[] secret = password.toArray();
    boolean turn = false;
    try {
      turn = hasTurn(deadline);
      if (!turn) {
        throw new Unavailable(
            Unavailable.Reason.OVERLOADED, "too many keys are exported at once", RETRY);
      }
      PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(new SHA512Digest());
      generator.init(secret, salt, ITERATIONS);
      KeyParameter derived =
          (KeyParameter) generator.generateDerivedParameters(KEY_BYTES * Byte.SIZE);
      return derived.getKey();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable(Unavailable.Reason.SHUTTING_DOWN, "interrupted", RETRY);
    } finally {
      if (turn) {
        TURN.release();
      }
      Arrays.fill(secret, (byte) 0);
    }
  }
}
