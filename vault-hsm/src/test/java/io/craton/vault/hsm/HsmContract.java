package io.craton.vault.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.port.AlgorithmUnsupported;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.KeyGenerator.Generated;
import io.craton.vault.core.port.KeyInventory;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Unavailable.Reason;
import io.craton.vault.hsm.pkcs11.Binding;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What every binding must do with a real token, through the ports.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class HsmContract {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private TokenUnderTest token;
  private Hsm hsm;

  abstract Binding binding();

  abstract TokenUnderTest create(Path directory);

  final TokenUnderTest token() {
    return token;
  }

  final Hsm hsm() {
    return hsm;
  }

  @BeforeAll
  void open(@TempDir Path directory) throws Exception {
    token = create(directory);
    hsm = Hsm.open(token.config(binding()), InstantSource.fixed(NOW), System::nanoTime);
  }

  @AfterAll
  void close() {
    hsm.close();
  }

  static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(60), System::nanoTime);
  }

  private byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void justWhatTheTokenLacksIsRefused(Algorithm algorithm) {
    boolean lacking = token.lacks().contains(algorithm);
    assertThat(hsm.obstacle(algorithm).isPresent()).isEqualTo(lacking || algorithm.software());
    if (lacking) {
      assertThatThrownBy(() -> hsm.keyGenerator().generate(algorithm, false, soon()))
          .isInstanceOf(AlgorithmUnsupported.class)
          .hasMessageContaining("CKR_");
    }
  }

  Stream<Algorithm> signing() {
    return Stream.of(Algorithm.values())
        .filter(one -> one.name().matches("SIGN_.*|JWT_ES.*"))
        .filter(one -> !one.software() && !token.lacks().contains(one));
  }

  @ParameterizedTest
  @MethodSource("signing")
  void signaturesVerifyInTheTokenAndOutside(Algorithm algorithm) throws Exception {
    Generated key = hsm.keyGenerator().generate(algorithm, false, soon());
    PublicKey publicKey = key.publicKey().orElseThrow();
    for (int size : List.of(0, 1, 1000, 100_000)) {
      byte[] message = randomBytes(size);
      byte[] signature = hsm.signer().sign(key.ref(), algorithm, message, soon()).toArray();
      for (OutsideVerifier outside : OutsideVerifier.knowing(algorithm)) {
        assertThat(outside.verifies(publicKey, algorithm, message, signature))
            .as("%s, %s, %d bytes, seed %d", outside, algorithm, size, seed)
            .isTrue();
      }
      assertThat(verify(publicKey, algorithm, message, signature)).isTrue();
      assertForgeriesFail(publicKey, algorithm, message, signature);
    }
    hsm.keyDestroyer().destroy(key.ref(), soon());
  }

  private void assertForgeriesFail(
      PublicKey key, Algorithm algorithm, byte[] message, byte[] signature) throws Exception {
    byte[] changed = signature.clone();
    changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
    byte[] ones = new byte[signature.length];
    Arrays.fill(ones, (byte) 0xff);
    byte[] other = Arrays.copyOf(message, message.length + 1);
    Stream<byte[]> forgeries =
        Stream.of(
            changed,
            ones,
            new byte[signature.length],
            new byte[0],
            Arrays.copyOf(signature, signature.length - 1),
            Arrays.copyOf(signature, signature.length + 1));
    for (byte[] forgery : forgeries.toList()) {
      assertThat(verify(key, algorithm, message, forgery)).as("seed %d", seed).isFalse();
    }
    assertThat(verify(key, algorithm, other, signature)).isFalse();
  }

  private boolean verify(PublicKey key, Algorithm algorithm, byte[] message, byte[] signature)
      throws Exception {
    return hsm.verifier().verify(key, algorithm, message, signature, soon());
  }

  @Test
  void whatIsEncryptedDecryptsWithTheSameAssociatedDataOnly() throws Exception {
    Algorithm algorithm = Algorithm.ENCRYPT_AES_GCM_256;
    Generated key = hsm.keyGenerator().generate(algorithm, false, soon());
    assertThat(key.publicKey()).isEmpty();
    for (int size : List.of(0, 1, 15, 16, 17, 1000, 300_000)) {
      for (int aadSize : List.of(0, 20, 100_000)) {
        byte[] plaintext = randomBytes(size);
        byte[] aad = randomBytes(aadSize);
        byte[] sealed =
            hsm.encryptor().encrypt(key.ref(), algorithm, plaintext, aad, soon()).toArray();
        assertThat(sealed).hasSize(12 + size + 16);
        assertThat(decrypt(key.ref(), sealed, aad)).contains(SecretBytes.copyOf(plaintext));
        assertThat(decrypt(key.ref(), sealed, randomBytes(aadSize + 1))).isEmpty();
        sealed[random.nextInt(sealed.length)] ^= 1;
        assertThat(decrypt(key.ref(), sealed, aad)).isEmpty();
      }
    }
    assertThat(decrypt(key.ref(), new byte[27], new byte[0])).isEmpty();
  }

  private Optional<SecretBytes> decrypt(KeyRef key, byte[] ciphertext, byte[] aad)
      throws Exception {
    return hsm.encryptor().decrypt(key, Algorithm.ENCRYPT_AES_GCM_256, ciphertext, aad, soon());
  }

  @Test
  void sealedValuesOpenAndAChangedOneIsAFault() throws Exception {
    KeyRef kek = hsm.keyGenerator().generateKek(soon());
    SecretBytes secret = SecretBytes.utf8("a secret");
    Bytes context = Bytes.utf8("item 1, version 2");
    Bytes sealed = hsm.sealer().seal(kek, secret, context, soon());
    assertThat(hsm.sealer().open(kek, sealed, context, soon())).isEqualTo(secret);
    assertThatThrownBy(() -> hsm.sealer().open(kek, sealed, Bytes.utf8("item 2"), soon()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageNotContaining("secret\"");
  }

  private Reason refusal(Generated key) throws Exception {
    try {
      var _ = hsm.signer().sign(key.ref(), Algorithm.SIGN_ES256, new byte[1], soon());
    } catch (Unavailable e) {
      return e.reason();
    }
    throw new AssertionError("a destroyed key signs");
  }

  @Test
  void aDestroyedKeyIsMissingAndDestroyingItAgainIsFine() throws Exception {
    Generated key = hsm.keyGenerator().generate(Algorithm.SIGN_ES256, false, soon());
    hsm.signer().sign(key.ref(), Algorithm.SIGN_ES256, new byte[1], soon());
    hsm.keyDestroyer().destroy(key.ref(), soon());
    hsm.keyDestroyer().destroy(key.ref(), soon());
    assertThat(refusal(key)).isEqualTo(Reason.HSM_KEY_MISSING);
    assertThat(hsm.health().state()).isEqualTo(HsmHealth.State.READY);
  }

  @Test
  void aKeyServesItsOwnAlgorithmOnly() throws Exception {
    Generated p256 = hsm.keyGenerator().generate(Algorithm.SIGN_ES256, false, soon());
    assertThatThrownBy(
            () -> hsm.signer().sign(p256.ref(), Algorithm.SIGN_ES384, new byte[1], soon()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> decrypt(p256.ref(), new byte[40], new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
    PublicKey publicKey = p256.publicKey().orElseThrow();
    assertThatThrownBy(
            () -> verify(publicKey, Algorithm.SIGN_RSA_PKCS1_2048, new byte[1], new byte[256]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theInventoryListsKeysByTheirIdUntilTheyAreDestroyed() throws Exception {
    Generated key = hsm.keyGenerator().generate(Algorithm.SIGN_ES256, false, soon());
    Bytes id = Hsm.idOf(key.ref());
    KeyInventory.HeldKey held =
        hsm.keyInventory().list(soon()).stream()
            .filter(each -> each.id().equals(id))
            .findFirst()
            .orElseThrow();
    assertThat(hsm.keyInventory().idOf(key.ref())).isEqualTo(id);
    assertThat(hsm.keyInventory().idOf(held.object())).isEqualTo(id);
    assertThat(hsm.keyInventory().holds(key.ref(), soon())).isTrue();

    hsm.keyDestroyer().destroy(held.object(), soon());

    assertThat(hsm.keyInventory().list(soon())).noneMatch(each -> each.id().equals(id));
    assertThat(hsm.keyInventory().holds(key.ref(), soon())).isFalse();
    hsm.keyDestroyer().destroy(held.object(), soon());
  }

  @Test
  void aReferenceThisLayerDidNotMakeIsRefused() {
    KeyRef foreign = new KeyRef(Bytes.copyOf(new byte[19]));
    assertThatThrownBy(() -> hsm.keyDestroyer().destroy(foreign, soon()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
