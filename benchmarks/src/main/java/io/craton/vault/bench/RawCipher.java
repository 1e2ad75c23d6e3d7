package io.craton.vault.bench;

import io.craton.vault.core.algorithm.Scheme;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.hsm.pkcs11.Ckm;
import io.craton.vault.hsm.pkcs11.Cryptoki;
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

/// The calls that the token does for one encryption and one decryption, with everything prepared:
/// no nonce is made, no layout written, no padding taken off. Confined to one thread.
final class RawCipher {
  private static final int BLOCK_BYTES = 16;
  private static final int GCM_NONCE_BYTES = 12;
  private static final int GCM_TAG_BYTES = 16;
  private static final int CBC_HEAD_BYTES = Integer.BYTES + BLOCK_BYTES;

  private final Cryptoki cryptoki;
  private final long session;
  private final long handle;
  private final Optional<Cipher> outside;
  private final Step encryption;
  private final Step decryption;

  private RawCipher(BenchVault vault, Optional<Cipher> outside, Step encryption, Step decryption)
      throws CryptokiException {
    this.cryptoki = vault.token().cryptoki();
    this.session = vault.token().openSession();
    this.handle = vault.handle(session);
    this.outside = outside;
    this.encryption = encryption;
    this.decryption = decryption;
  }

  /// One pair of calls.
  ///
  /// @param decrypts whether it is `C_Decrypt`
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Step(boolean decrypts, Mechanism mechanism, byte[] input) {}

  /// Opens a session; `ciphertext` is in the layout of the scheme.
  static RawCipher open(BenchVault vault, byte[] plaintext, byte[] ciphertext)
      throws CryptokiException, GeneralSecurityException {
    return switch (vault.algorithm().scheme()) {
      case Scheme.AesGcm gcm ->
          new RawCipher(
              vault,
              Optional.empty(),
              new Step(false, gcm(new byte[GCM_NONCE_BYTES]), plaintext),
              new Step(
                  true,
                  gcm(Arrays.copyOf(ciphertext, GCM_NONCE_BYTES)),
                  from(ciphertext, GCM_NONCE_BYTES)));
      case Scheme.AesCbc cbc ->
          new RawCipher(
              vault,
              Optional.empty(),
              new Step(false, cbc(new byte[BLOCK_BYTES]), plaintext),
              new Step(
                  true,
                  cbc(Arrays.copyOfRange(ciphertext, Integer.BYTES, CBC_HEAD_BYTES)),
                  from(ciphertext, CBC_HEAD_BYTES)));
      case Scheme.AesCfb cfb ->
          // As many blocks in the modes that CFB is made of.
          new RawCipher(
              vault,
              Optional.empty(),
              new Step(false, cbc(new byte[BLOCK_BYTES]), plaintext),
              new Step(
                  false,
                  Mechanism.plain(Ckm.AES_ECB),
                  Arrays.copyOf(ciphertext, plaintext.length)));
      case Scheme.RsaOaep oaep -> {
        Step decryption = new Step(true, Mechanism.plain(Ckm.RSA_X_509), ciphertext);
        Step encryption = new Step(false, Mechanism.plain(Ckm.RSA_X_509), plaintext);
        Cipher cipher = oaep(oaep, vault.publicKey());
        yield new RawCipher(vault, Optional.of(cipher), encryption, decryption);
      }
      default -> throw new IllegalArgumentException(vault.algorithm() + " does not encrypt");
    };
  }

  private static byte[] from(byte[] ciphertext, int start) {
    return Arrays.copyOfRange(ciphertext, start, ciphertext.length);
  }

  private static Mechanism gcm(byte[] nonce) {
    return new Mechanism(
        Ckm.AES_GCM, new Mechanism.Gcm(nonce, new byte[0], GCM_TAG_BYTES * Byte.SIZE));
  }

  private static Mechanism cbc(byte[] iv) {
    return new Mechanism(Ckm.AES_CBC, new Mechanism.Iv(iv));
  }

  private static Cipher oaep(Scheme.RsaOaep scheme, PublicKey key) throws GeneralSecurityException {
    String hash = scheme.digest().standardName();
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE,
        KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(key.spki().toArray())),
        new OAEPParameterSpec(
            hash, "MGF1", new MGF1ParameterSpec(hash), PSource.PSpecified.DEFAULT));
    return cipher;
  }

  byte[] encrypt() throws CryptokiException, GeneralSecurityException {
    return outside.isPresent() ? outside.get().doFinal(encryption.input()) : run(encryption);
  }

  byte[] decrypt() throws CryptokiException {
    return run(decryption);
  }

  private byte[] run(Step step) throws CryptokiException {
    byte[] input = step.input();
    if (step.decrypts()) {
      cryptoki.decryptInit(session, step.mechanism(), handle);
      return cryptoki.decrypt(session, input);
    }
    cryptoki.encryptInit(session, step.mechanism(), handle);
    return cryptoki.encrypt(session, input, input.length + GCM_TAG_BYTES, 0);
  }
}
