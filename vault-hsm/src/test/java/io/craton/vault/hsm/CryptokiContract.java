package io.craton.vault.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.hsm.pkcs11.Binding;
import io.craton.vault.hsm.pkcs11.Cka;
import io.craton.vault.hsm.pkcs11.Ckk;
import io.craton.vault.hsm.pkcs11.Ckm;
import io.craton.vault.hsm.pkcs11.Cko;
import io.craton.vault.hsm.pkcs11.Ckr;
import io.craton.vault.hsm.pkcs11.Cryptoki;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import io.craton.vault.hsm.pkcs11.Mechanism;
import io.craton.vault.hsm.pkcs11.Template;
import io.craton.vault.hsm.pkcs11.TokenInfo;
import java.nio.file.Path;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What both bindings make of the same library: the same values and the same return codes.
abstract class CryptokiContract {
  private TestToken token;
  private Cryptoki cryptoki;
  private long slot;
  private long session;

  abstract Binding binding();

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    token = TestToken.create(directory);
    cryptoki = binding().load(TestToken.LIBRARY);
    cryptoki.initialize();
    for (long candidate : cryptoki.slots()) {
      if (cryptoki.tokenInfo(candidate).label().equals(token.label())) {
        slot = candidate;
      }
    }
    session = cryptoki.openSession(slot);
    cryptoki.login(session, token.pin());
  }

  @AfterEach
  void stop() throws Exception {
    cryptoki.finalizeLibrary();
  }

  private static void assertCode(long code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(CryptokiException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private long importedAesKey(byte[] value) throws CryptokiException {
    return cryptoki.createObject(
        session,
        Template.builder()
            .with(Cka.CLASS, Cko.SECRET_KEY)
            .with(Cka.KEY_TYPE, Ckk.AES)
            .with(Cka.TOKEN, false)
            .with(Cka.ENCRYPT, true)
            .with(Cka.DECRYPT, true)
            .with(Cka.ID, new byte[] {1, 2, 3})
            .with(Cka.VALUE, value)
            .build());
  }

  @Test
  void aesGcmAgreesWithTheJdkInBothDirections() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int size = 0; size < 100; size += 7) {
      byte[] key = bytes(random, 32);
      byte[] nonce = bytes(random, 12);
      byte[] aad = bytes(random, size);
      byte[] plaintext = bytes(random, size);
      long handle = importedAesKey(key);
      Mechanism gcm = new Mechanism(Ckm.AES_GCM, new Mechanism.Gcm(nonce, aad, 128));

      cryptoki.encryptInit(session, gcm, handle);
      byte[] sealed = cryptoki.encrypt(session, plaintext, size + 16, 0);
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      SecretKeySpec secret = new SecretKeySpec(key, "AES");
      cipher.init(Cipher.DECRYPT_MODE, secret, new GCMParameterSpec(128, nonce));
      cipher.updateAAD(aad);
      assertThat(cipher.doFinal(sealed)).as("seed %d", seed).isEqualTo(plaintext);

      cryptoki.decryptInit(session, gcm, handle);
      assertThat(cryptoki.decrypt(session, sealed)).as("seed %d", seed).isEqualTo(plaintext);
      sealed[size] ^= 1;
      cryptoki.decryptInit(session, gcm, handle);
      assertCode(Ckr.GENERAL_ERROR, () -> cryptoki.decrypt(session, sealed));
    }
  }

  private static byte[] bytes(Random random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  @Test
  void returnCodesComeThroughExactly() throws Exception {
    Mechanism ecdsa = Mechanism.plain(Ckm.ECDSA);
    assertCode(Ckr.CRYPTOKI_ALREADY_INITIALIZED, cryptoki::initialize);
    assertCode(Ckr.SESSION_HANDLE_INVALID, () -> cryptoki.closeSession(session + 99));
    assertCode(Ckr.OBJECT_HANDLE_INVALID, () -> cryptoki.signInit(session, ecdsa, 4711));
    assertCode(Ckr.OBJECT_HANDLE_INVALID, () -> cryptoki.destroyObject(session, 4711));
    assertCode(Ckr.OPERATION_NOT_INITIALIZED, () -> cryptoki.sign(session, new byte[32], 64));
    assertCode(Ckr.MECHANISM_INVALID, () -> cryptoki.mechanismInfo(slot, 0x80000001L));
    assertCode(Ckr.USER_ALREADY_LOGGED_IN, () -> cryptoki.login(session, token.pin()));
    cryptoki.logout(session);
    assertCode(Ckr.PIN_INCORRECT, () -> cryptoki.login(session, SecretBytes.utf8("00000000")));
    assertThat(cryptoki.tokenInfo(slot).flags() & TokenInfo.USER_PIN_COUNT_LOW).isNotZero();
    cryptoki.finalizeLibrary();
    assertCode(Ckr.CRYPTOKI_NOT_INITIALIZED, () -> cryptoki.openSession(slot));
    cryptoki.initialize();
  }

  @Test
  void objectsAreFoundByTheirAttributesAndReadBack() throws Exception {
    long handle = importedAesKey(new byte[32]);
    Template byId = Template.builder().with(Cka.ID, new byte[] {1, 2, 3}).build();
    cryptoki.findObjectsInit(session, byId);
    assertThat(cryptoki.findObjects(session, 10)).containsExactly(handle);
    assertThat(cryptoki.findObjects(session, 10)).isEmpty();
    cryptoki.findObjectsFinal(session);
    assertThat(cryptoki.attribute(session, handle, Cka.ID)).containsExactly(1, 2, 3);
    assertThat(cryptoki.attribute(session, handle, Cka.KEY_TYPE))
        .isEqualTo(Template.encode(Ckk.AES));
    assertThat(cryptoki.attribute(session, handle, Cka.ENCRYPT)).isEqualTo(Template.encode(true));
    assertThat(cryptoki.sessionState(session)).isEqualTo(Cryptoki.STATE_LOGGED_IN);
    assertThat(cryptoki.random(session, 32)).hasSize(32).isNotEqualTo(new byte[32]);
  }
}
