package io.craton.vault.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.KeyGenerator.Generated;
import io.craton.vault.core.port.KeyInventory;
import io.craton.vault.core.port.KeyMaterial;
import io.craton.vault.core.port.KeyRefused;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Unavailable.Reason;
import io.craton.vault.hsm.HsmHealth.State;
import io.craton.vault.hsm.pkcs11.Binding;
import io.craton.vault.hsm.pkcs11.Ckr;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import io.craton.vault.hsm.pkcs11.Mechanism;
import io.craton.vault.hsm.pkcs11.Template;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What several processes on one token look like to each of them: making an object fails with a
/// return value that says nothing, and half of an object may stay behind.
class CollisionTest {
  private static final Algorithm GCM = Algorithm.ENCRYPT_AES_GCM_256;
  private static final Algorithm ES256 = Algorithm.SIGN_ES256;

  private Intercepted library;
  private Hsm hsm;

  @BeforeEach
  void open(@TempDir Path directory) throws Exception {
    TestToken token = TestToken.create(directory);
    library = new Intercepted(Binding.FFM.load(TestToken.LIBRARY));
    hsm =
        Hsm.open(
            token.config(Binding.FFM), library.proxy(), InstantSource.system(), System::nanoTime);
  }

  @AfterEach
  void close() {
    library.unhook();
    hsm.close();
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(30), System::nanoTime);
  }

  private Generated imported(byte[] value) throws Exception {
    try (KeyMaterial material = new KeyMaterial.Secret(SecretBytes.copyOf(value))) {
      return hsm.keyImporter().importKey(GCM, material, true, soon());
    }
  }

  /// Lets `createObject` fail so often with that value, each time after it has left an object
  /// behind.
  private AtomicInteger collide(int times, long code) {
    AtomicInteger attempts = new AtomicInteger();
    library.hook((call, arguments) -> {
      if (call.equals("createObject") && attempts.incrementAndGet() <= times) {
        long stub = library.real().createObject((long) arguments[0], (Template) arguments[1]);
        assertThat(stub).isPositive();
        throw new CryptokiException("C_CreateObject", code);
      }
      return null;
    });
    return attempts;
  }

  @ParameterizedTest
  @ValueSource(longs = {Ckr.GENERAL_ERROR, Ckr.FUNCTION_FAILED, Ckr.TEMPLATE_INCONSISTENT})
  void anImportThatCollidesIsMadeAgainAndLeavesNothingElse(long code) throws Exception {
    byte[] value = new byte[32];
    value[0] = 7;
    AtomicInteger attempts = collide(2, code);
    Generated key = imported(value);
    library.unhook();
    assertThat(attempts).hasValue(3);
    assertThat(hsm.keyInventory().list(soon()))
        .extracting(KeyInventory.HeldKey::id)
        .containsExactly(Hsm.idOf(key.ref()));
    try (SecretBytes exported = hsm.keyExporter().exportKey(key.ref(), GCM, soon())) {
      assertThat(exported).isEqualTo(SecretBytes.copyOf(value));
    }
    assertThat(hsm.health().lastError()).as("nobody was told").isEmpty();
  }

  @Test
  void anImportThatOnlyCollidesIsUnavailableAndLeavesNothing() throws Exception {
    AtomicInteger attempts = collide(Integer.MAX_VALUE, Ckr.GENERAL_ERROR);
    assertThatThrownBy(() -> imported(new byte[32]))
        .isInstanceOfSatisfying(
            Unavailable.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.HSM_FAILED);
              assertThat(e.retryAfter()).isPositive();
            });
    library.unhook();
    assertThat(attempts).hasValue(HsmLimits.MAKING_ATTEMPTS);
    assertThat(hsm.keyInventory().list(soon())).isEmpty();
    assertThat(imported(new byte[32])).isNotNull();
    assertThat(hsm.health().state()).isEqualTo(State.READY);
  }

  @Test
  void aKeyThatTheTokenKeepsCallingInconsistentIsRefused() throws Exception {
    AtomicInteger attempts = collide(Integer.MAX_VALUE, Ckr.TEMPLATE_INCONSISTENT);
    assertThatThrownBy(() -> imported(new byte[32])).isInstanceOf(KeyRefused.class);
    library.unhook();
    assertThat(attempts).hasValue(HsmLimits.MAKING_ATTEMPTS);
    assertThat(hsm.keyInventory().list(soon())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {Ckr.GENERAL_ERROR, Ckr.TEMPLATE_INCONSISTENT})
  void aPublicKeyThatCollidesIsMadeAgain(long code) throws Exception {
    Generated key = hsm.keyGenerator().generate(ES256, false, soon());
    byte[] message = {1};
    byte[] signature = hsm.signer().sign(key.ref(), ES256, message, soon()).toArray();
    AtomicInteger attempts = collide(2, code);
    assertThat(
            hsm.verifier().verify(key.publicKey().orElseThrow(), ES256, message, signature, soon()))
        .isTrue();
    assertThat(attempts).hasValue(3);
  }

  @Test
  void aGenerationThatCollidesIsMadeAgainAndLeavesNothingElse() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    library.hook((call, arguments) -> {
      if (call.equals("generateKey") && attempts.incrementAndGet() <= 2) {
        var _ =
            library
                .real()
                .generateKey(
                    (long) arguments[0], (Mechanism) arguments[1], (Template) arguments[2]);
        throw new CryptokiException("C_GenerateKey", Ckr.GENERAL_ERROR);
      }
      return null;
    });
    Generated key = hsm.keyGenerator().generate(GCM, false, soon());
    library.unhook();
    assertThat(attempts).hasValue(3);
    assertThat(hsm.keyInventory().list(soon()))
        .extracting(KeyInventory.HeldKey::id)
        .containsExactly(Hsm.idOf(key.ref()));
  }
}
