package io.craton.vault.hsm;

import io.craton.vault.hsm.pkcs11.Cka;
import io.craton.vault.hsm.pkcs11.Ckk;
import io.craton.vault.hsm.pkcs11.Cko;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import io.craton.vault.hsm.pkcs11.Mechanism;
import io.craton.vault.hsm.pkcs11.Template;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/// Takes a key out of the token: wraps it under a key of this process that lives for one call, and
/// unwraps it here (AES-KWP, RFC 5649 and NIST SP 800-38F §6.3).
final class KeyWrapping {
  static final int KEY_BYTES = 32;

  private static final int WRAPPED_BYTES = 8_192;

  private KeyWrapping() {}

  /// The token wrapped in another way than AES-KWP.
  static final class NotKwp extends Exception {
    private static final long serialVersionUID = 1L;

    private NotKwp(Throwable cause) {
      super("the HSM's wrapping is not AES-KWP", cause);
    }
  }

  /// What the token wraps of `key`; the caller erases it.
  static byte[] take(Session session, long mechanism, long key, SecureRandom random)
      throws CryptokiException, NotKwp {
    byte[] wrapping = new byte[KEY_BYTES];
    random.nextBytes(wrapping);
    try {
      return unwrap(wrapping, wrap(session, mechanism, key, wrapping));
    } finally {
      Arrays.fill(wrapping, (byte) 0);
    }
  }

  private static byte[] wrap(Session session, long mechanism, long key, byte[] wrapping)
      throws CryptokiException {
    long handle = Making.sessionObject(session, template(wrapping));
    try {
      return session
          .cryptoki()
          .wrapKey(session.handle(), Mechanism.plain(mechanism), handle, key, WRAPPED_BYTES);
    } finally {
      session.cryptoki().destroyObject(session.handle(), handle);
    }
  }

  private static byte[] unwrap(byte[] wrapping, byte[] wrapped) throws NotKwp {
    try {
      Cipher cipher = Cipher.getInstance("AES/KWP/NoPadding");
      cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(wrapping, "AES"));
      return cipher.doFinal(wrapped);
    } catch (GeneralSecurityException e) {
      throw new NotKwp(e);
    }
  }

  private static Template template(byte[] value) {
    return Template.builder()
        .with(Cka.CLASS, Cko.SECRET_KEY)
        .with(Cka.KEY_TYPE, Ckk.AES)
        .with(Cka.TOKEN, false)
        .with(Cka.PRIVATE, true)
        .with(Cka.SENSITIVE, true)
        .with(Cka.EXTRACTABLE, false)
        .with(Cka.ENCRYPT, false)
        .with(Cka.DECRYPT, false)
        .with(Cka.SIGN, false)
        .with(Cka.VERIFY, false)
        .with(Cka.WRAP, true)
        .with(Cka.UNWRAP, false)
        .with(Cka.DERIVE, false)
        .with(Cka.VALUE, value)
        .build();
  }
}
