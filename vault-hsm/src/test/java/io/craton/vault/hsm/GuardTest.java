package io.craton.vault.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.hsm.TokenLibrary.Access;
import io.craton.vault.hsm.pkcs11.Binding;
import io.craton.vault.hsm.pkcs11.Cryptoki;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The mistakes that crash a PKCS#11 library are refused before they reach it, and what is stored
/// keeps its form.
class GuardTest {
  @Test
  void aSessionIsUsedByItsOwnerOnly() throws Exception {
    Cryptoki unused = new Intercepted(Binding.FFM.load(TestToken.LIBRARY)).proxy();
    Session session = new Session(unused, new Epoch(1, 1, 0), 7);
    assertThat(session.handle()).isEqualTo(7);
    Throwable[] thrown = new Throwable[1];
    Thread other =
        Thread.ofPlatform()
            .start(() -> {
              try {
                session.handle();
              } catch (IllegalStateException e) {
                thrown[0] = e;
              }
            });
    other.join();
    assertThat(thrown[0]).hasMessageContaining("used by");
  }

  @Test
  void theLibraryIsNotFinalisedDuringACall(@TempDir Path directory) throws Exception {
    TestToken token = TestToken.create(directory);
    Cryptoki real = Binding.FFM.load(TestToken.LIBRARY);
    TokenLibrary library = new TokenLibrary(real, token.config(Binding.FFM), System::nanoTime);
    assertThatThrownBy(library::stop).isInstanceOf(IllegalStateException.class);

    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Thread call =
        Thread.ofPlatform()
            .start(() -> {
              assertThat(library.tryLock(Access.SHARED, Duration.ZERO)).isTrue();
              inside.countDown();
              try {
                release.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              library.unlock(Access.SHARED);
            });
    inside.await();
    assertThat(library.tryLock(Access.EXCLUSIVE, Duration.ofMillis(20))).isFalse();
    release.countDown();
    call.join();
    assertThat(library.tryLock(Access.EXCLUSIVE, Duration.ofSeconds(5))).isTrue();
    library.unlock(Access.EXCLUSIVE);
  }

  @Test
  void returnValuesHaveTheirClasses() {
    assertThat(classOf("C_Decrypt", 0x5)).isEqualTo(ErrorClass.BAD_INPUT);
    assertThat(classOf("C_DecryptInit", 0x5)).isEqualTo(ErrorClass.FAILED);
    assertThat(classOf("C_Sign", 0x5)).isEqualTo(ErrorClass.FAILED);
    assertThat(classOf("C_GenerateKeyPair", 0x5)).isEqualTo(ErrorClass.TRANSIENT);
    assertThat(classOf("C_GenerateKey", 0xd1)).isEqualTo(ErrorClass.TRANSIENT);
    for (long code : new long[] {0x20, 0x21, 0x40, 0x41, 0xc0, 0xc1, 0x110, 0x112}) {
      assertThat(classOf("C_Decrypt", code)).isEqualTo(ErrorClass.BAD_INPUT);
    }
    for (long code : new long[] {0x190, 0xe0, 0xe1, 0x30, 0x32}) {
      assertThat(classOf("C_Sign", code)).isEqualTo(ErrorClass.LIBRARY_DOWN);
    }
    assertThat(classOf("C_SignInit", 0x82)).isEqualTo(ErrorClass.STALE_HANDLE);
    assertThat(classOf("C_SignInit", 0x101)).isEqualTo(ErrorClass.NOT_LOGGED_IN);
    assertThat(classOf("C_SignInit", 0xb3)).isEqualTo(ErrorClass.SESSION_LOST);
    assertThat(classOf("C_OpenSession", 0xb1)).isEqualTo(ErrorClass.NO_SESSION);
    assertThat(classOf("C_SignInit", 0x68)).isEqualTo(ErrorClass.POLICY);
    assertThat(classOf("C_SignInit", 0x70)).isEqualTo(ErrorClass.UNSUPPORTED);
    assertThat(classOf("C_SignInit", 0x7)).isEqualTo(ErrorClass.UNSUPPORTED);
    assertThat(classOf("C_DecryptInit", 0x7)).isEqualTo(ErrorClass.UNSUPPORTED);
    assertThat(classOf("C_Decrypt", 0x7)).isEqualTo(ErrorClass.BAD_INPUT);
    assertThat(classOf("C_GenerateKeyPair", 0x130)).isEqualTo(ErrorClass.UNSUPPORTED);
    assertThat(classOf("C_CreateObject", 0x5)).isEqualTo(ErrorClass.TRANSIENT);
    assertThat(classOf("C_CreateObject", 0xd1)).isEqualTo(ErrorClass.TRANSIENT);
    assertThat(classOf("C_Login", 0xa0)).isEqualTo(ErrorClass.PIN_REFUSED);
  }

  private static ErrorClass classOf(String call, long code) {
    return ErrorClass.of(new CryptokiException(call, code));
  }

  @Test
  void aKeyReferenceKeepsItsBytes() {
    Bytes id = Bytes.copyOf(HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f"));
    KeyRef ref = new ResidentKey(KeyForm.AES_256, id).toRef();
    assertThat(ref.value().toHex()).isEqualTo("010108" + "000102030405060708090a0b0c0d0e0f");
    assertThat(ResidentKey.parse(ref)).isEqualTo(new ResidentKey(KeyForm.AES_256, id));
    assertThat(KeyForm.values())
        .extracting(form -> form.code() + " " + form)
        .containsExactly(
            "1 P256",
            "2 P384",
            "3 P521",
            "4 ED25519",
            "5 RSA_2048",
            "6 RSA_3072",
            "7 RSA_4096",
            "8 AES_256",
            "9 SECP256K1",
            "10 AES_128",
            "11 HMAC_SHA256",
            "12 HMAC_SHA384",
            "13 HMAC_SHA512");
  }
}
