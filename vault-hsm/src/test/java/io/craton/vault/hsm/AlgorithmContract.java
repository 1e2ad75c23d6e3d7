package io.craton.vault.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.algorithm.Curve;
import io.craton.vault.core.algorithm.Digest;
import io.craton.vault.core.algorithm.KeySpec;
import io.craton.vault.core.algorithm.Purpose;
import io.craton.vault.core.algorithm.Scheme;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.FormatPreserver.Direction;
import io.craton.vault.core.port.FormatPreserver.Tweak;
import io.craton.vault.core.port.KeyGenerator.Generated;
import io.craton.vault.core.port.KeyMaterial;
import io.craton.vault.core.port.KeyRefused;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.hsm.pkcs11.Binding;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.fpe.FPEFF3_1Engine;
import org.bouncycastle.crypto.params.FPEParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Keys that come from outside or leave again, and what is computed with them, against two other
/// providers in both directions.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AlgorithmContract {
  private static final Provider BC = new BouncyCastleProvider();
  private static final HexFormat HEX = HexFormat.of();

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final Map<KeySpec, Generated> oaepKeys = new HashMap<>();
  private final Map<KeySpec, List<KeyPair>> outsidePairs = new HashMap<>();
  private TokenUnderTest token;
  private Hsm hsm;

  abstract Binding binding();

  abstract TokenUnderTest create(Path directory);

  @BeforeAll
  void open(@TempDir Path directory) throws Exception {
    token = create(directory);
    hsm = Hsm.open(token.config(binding()), InstantSource.system(), System::nanoTime);
  }

  @AfterAll
  void close() {
    hsm.close();
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(60), System::nanoTime);
  }

  private byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  static Stream<Algorithm> ciphers() {
    return Arrays.stream(Algorithm.values())
        .filter(one -> one.purpose() == Purpose.ENCRYPTION && !one.asymmetric());
  }

  static Stream<Algorithm> oaep() {
    return Arrays.stream(Algorithm.values()).filter(one -> one.scheme() instanceof Scheme.RsaOaep);
  }

  static Stream<Algorithm> macs() {
    return Arrays.stream(Algorithm.values()).filter(one -> one.scheme() instanceof Scheme.Hmac);
  }

  static Stream<Algorithm> formatPreserving() {
    return Arrays.stream(Algorithm.values()).filter(one -> one.purpose() == Purpose.FPE);
  }

  /// One of each form of key that signs.
  Stream<Algorithm> pairs() {
    return Stream.of(
            Algorithm.SIGN_ED25519,
            Algorithm.SIGN_ES256,
            Algorithm.SIGN_ES384,
            Algorithm.SIGN_ES512,
            Algorithm.SIGN_ES256K,
            Algorithm.SIGN_RSA_PKCS1_2048,
            Algorithm.SIGN_RSA_PSS_3072,
            Algorithm.SIGN_RSA_PSS_4096_SHA512)
        .filter(one -> !token.lacks().contains(one));
  }

  private KeyRef imported(Algorithm algorithm, byte[] key) throws Exception {
    try (KeyMaterial material = new KeyMaterial.Secret(SecretBytes.copyOf(key))) {
      return hsm.keyImporter().importKey(algorithm, material, true, soon()).ref();
    }
  }

  private byte[] exported(KeyRef key, Algorithm algorithm) throws Exception {
    try (SecretBytes secret = hsm.keyExporter().exportKey(key, algorithm, soon())) {
      return secret.toArray();
    }
  }

  private static int keyBytes(Algorithm algorithm) {
    return switch (algorithm.keySpec()) {
      case KeySpec.Aes(int bits) -> bits / 8;
      case KeySpec.Hmac(int bytes) -> bytes;
      default -> throw new IllegalArgumentException(algorithm + " has a pair");
    };
  }

  @ParameterizedTest
  @MethodSource("ciphers")
  void ciphertextsAreThoseOfOtherProvidersInBothDirections(Algorithm algorithm) throws Exception {
    byte[] key = randomBytes(keyBytes(algorithm));
    KeyRef ref = imported(algorithm, key);
    for (int size : List.of(0, 1, 15, 16, 17, 31, 32, 33, 1_000, 70_000)) {
      byte[] plaintext = randomBytes(size);
      byte[] data =
          algorithm.scheme() instanceof Scheme.AesGcm ? randomBytes(size % 50) : new byte[0];
      byte[] sealed = hsm.encryptor().encrypt(ref, algorithm, plaintext, data, soon()).toArray();
      assertThat(outside(algorithm, Cipher.DECRYPT_MODE, key, sealed, data))
          .as("%s, %d bytes, seed %d", algorithm, size, seed)
          .isEqualTo(plaintext);
      byte[] foreign = outside(algorithm, Cipher.ENCRYPT_MODE, key, plaintext, data);
      assertThat(hsm.encryptor().decrypt(ref, algorithm, foreign, data, soon()))
          .as("%s, %d bytes, seed %d", algorithm, size, seed)
          .contains(SecretBytes.copyOf(plaintext));
    }
    assertThat(hsm.encryptor().decrypt(ref, algorithm, new byte[15], new byte[0], soon()))
        .isEmpty();
    assertThat(exported(ref, algorithm)).isEqualTo(key);
    hsm.keyDestroyer().destroy(ref, soon());
  }

  /// Encrypts or decrypts in the layout of the contract, with a provider drawn by lot.
  private byte[] outside(Algorithm algorithm, int mode, byte[] key, byte[] in, byte[] data)
      throws GeneralSecurityException {
    boolean encrypt = mode == Cipher.ENCRYPT_MODE;
    SecretKeySpec secret = new SecretKeySpec(key, "AES");
    boolean gcm = algorithm.scheme() instanceof Scheme.AesGcm;
    boolean cbc = algorithm.scheme() instanceof Scheme.AesCbc;
    int head = cbc ? 4 : 0;
    int ivBytes = gcm ? 12 : 16;
    byte[] iv = encrypt ? randomBytes(ivBytes) : Arrays.copyOfRange(in, head, head + ivBytes);
    AlgorithmParameterSpec parameter =
        gcm ? new GCMParameterSpec(128, iv) : new IvParameterSpec(iv);
    Cipher cipher = cipher(algorithm.scheme());
    cipher.init(mode, secret, parameter);
    if (gcm) {
      cipher.updateAAD(data);
    }
    if (!encrypt) {
      byte[] out = cipher.doFinal(in, head + ivBytes, in.length - head - ivBytes);
      int length = cbc ? ByteBuffer.wrap(in).order(ByteOrder.LITTLE_ENDIAN).getInt() : out.length;
      return Arrays.copyOf(out, length);
    }
    byte[] padded = cbc ? Arrays.copyOf(in, Math.ceilDiv(in.length, 16) * 16) : in;
    byte[] body = cipher.doFinal(padded);
    ByteBuffer out =
        ByteBuffer.allocate(head + ivBytes + body.length).order(ByteOrder.LITTLE_ENDIAN);
    if (cbc) {
      out.putInt(in.length);
    }
    return out.put(iv).put(body).array();
  }

  /// Of a provider drawn by lot.
  private Cipher cipher(Scheme scheme) throws GeneralSecurityException {
    boolean jdk = random.nextBoolean();
    return switch (scheme) {
      case Scheme.AesGcm gcm ->
          jdk
              ? Cipher.getInstance("AES/GCM/NoPadding")
              : Cipher.getInstance("AES/GCM/NoPadding", BC);
      case Scheme.AesCbc cbc ->
          jdk
              ? Cipher.getInstance("AES/CBC/NoPadding")
              : Cipher.getInstance("AES/CBC/NoPadding", BC);
      case Scheme.AesCfb cfb ->
          jdk
              ? Cipher.getInstance("AES/CFB/NoPadding")
              : Cipher.getInstance("AES/CFB/NoPadding", BC);
      default -> throw new IllegalArgumentException(scheme + " has no IV");
    };
  }

  @Test
  void aCbcCiphertextOfAnImpossibleLengthIsNone() throws Exception {
    Algorithm algorithm = Algorithm.ENCRYPT_AES_CBC_256;
    KeyRef ref = imported(algorithm, randomBytes(32));
    byte[] sealed =
        hsm.encryptor().encrypt(ref, algorithm, randomBytes(20), new byte[0], soon()).toArray();
    for (int length : List.of(-1, 0, 15, 16, 33, Integer.MAX_VALUE)) {
      ByteBuffer.wrap(sealed).order(ByteOrder.LITTLE_ENDIAN).putInt(length);
      assertThat(hsm.encryptor().decrypt(ref, algorithm, sealed, new byte[0], soon()))
          .as("length %d", length)
          .isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("oaep")
  void oaepAgreesWithOtherProvidersInBothDirections(Algorithm algorithm) throws Exception {
    Generated key = forOaep(algorithm);
    PublicKey publicKey = key.publicKey().orElseThrow();
    PrivateKey outside =
        KeyFactory.getInstance("RSA")
            .generatePrivate(new PKCS8EncodedKeySpec(exported(key.ref(), algorithm)));
    Scheme.RsaOaep scheme = (Scheme.RsaOaep) algorithm.scheme();
    int max = scheme.maxPlaintextBytes(((KeySpec.Rsa) algorithm.keySpec()).modulusBits());
    for (int size : List.of(0, 1, max - 1, max)) {
      byte[] plaintext = randomBytes(size);
      byte[] sealed = hsm.encryptor().encrypt(publicKey, algorithm, plaintext).toArray();
      assertThat(cipher(Cipher.DECRYPT_MODE, outside, scheme).doFinal(sealed)).isEqualTo(plaintext);
      byte[] foreign =
          cipher(
                  Cipher.ENCRYPT_MODE,
                  KeyFactory.getInstance("RSA")
                      .generatePublic(new X509EncodedKeySpec(publicKey.spki().toArray())),
                  scheme)
              .doFinal(plaintext);
      assertThat(decrypt(key.ref(), algorithm, foreign))
          .as("seed %d", seed)
          .contains(SecretBytes.copyOf(plaintext));
      foreign[random.nextInt(foreign.length - 1) + 1] ^= 1;
      assertThat(decrypt(key.ref(), algorithm, foreign)).as("seed %d", seed).isEmpty();
    }
    assertThatThrownBy(() -> hsm.encryptor().encrypt(publicKey, algorithm, randomBytes(max + 1)))
        .isInstanceOf(IllegalArgumentException.class);
    for (byte[] impossible :
        List.of(new byte[0], new byte[1], new byte[256], new byte[511], new byte[513])) {
      assertThat(decrypt(key.ref(), algorithm, impossible)).isEmpty();
    }
    byte[] large = new byte[((KeySpec.Rsa) algorithm.keySpec()).modulusBits() / 8];
    Arrays.fill(large, (byte) 0xff);
    assertThat(decrypt(key.ref(), algorithm, large)).as("above the modulus").isEmpty();
    assertThat(hsm.health().state()).isEqualTo(HsmHealth.State.READY);
  }

  /// One for all algorithms with such keys: a long one takes seconds to make.
  private Generated forOaep(Algorithm algorithm) throws Exception {
    Generated known = oaepKeys.get(algorithm.keySpec());
    if (known != null) {
      return known;
    }
    Generated made = hsm.keyGenerator().generate(algorithm, true, soon());
    oaepKeys.put(algorithm.keySpec(), made);
    return made;
  }

  private java.util.Optional<SecretBytes> decrypt(KeyRef key, Algorithm algorithm, byte[] sealed)
      throws Exception {
    return hsm.encryptor().decrypt(key, algorithm, sealed, new byte[0], soon());
  }

  private Cipher cipher(int mode, java.security.Key key, Scheme.RsaOaep scheme)
      throws GeneralSecurityException {
    String name = scheme.digest().standardName();
    Cipher cipher =
        random.nextBoolean()
            ? Cipher.getInstance("RSA/ECB/OAEPPadding")
            : Cipher.getInstance("RSA/ECB/OAEPPadding", BC);
    cipher.init(
        mode,
        key,
        new OAEPParameterSpec(
            name, "MGF1", new MGF1ParameterSpec(name), PSource.PSpecified.DEFAULT));
    return cipher;
  }

  @ParameterizedTest
  @MethodSource("macs")
  void authenticationCodesAreThoseOfAnotherProvider(Algorithm algorithm) throws Exception {
    int least = ((Scheme.Hmac) algorithm.scheme()).digest().sizeBytes();
    for (int size : List.of(least, least + 1, keyBytes(algorithm), keyBytes(algorithm) + 5)) {
      byte[] key = randomBytes(size);
      KeyRef ref = imported(algorithm, key);
      Digest digest = ((Scheme.Hmac) algorithm.scheme()).digest();
      Mac mac = Mac.getInstance("Hmac" + digest.name());
      mac.init(new SecretKeySpec(key, "HMAC"));
      byte[] message = randomBytes(random.nextInt(1_000));
      assertThat(hsm.signer().sign(ref, algorithm, message, soon()).toArray())
          .as("seed %d", seed)
          .isEqualTo(mac.doFinal(message));
      assertThat(exported(ref, algorithm)).as("seed %d", seed).isEqualTo(key);
    }
  }

  /// AES-FF3-1 sample of NIST's ACVP server.
  @Test
  void formatPreservingEncryptionGivesTheKnownAnswer() throws Exception {
    KeyRef ref =
        imported(Algorithm.FPE_AES_FF3_1_128, HEX.parseHex("2DE79D232DF5585D68CE47882AE256D6"));
    Tweak tweak = new Tweak(Bytes.copyOf(HEX.parseHex("CBD09280979564")));
    List<byte[]> encrypted =
        transform(
            ref, Algorithm.FPE_AES_FF3_1_128, Direction.ENCRYPT, tweak, 10, digits("3992520240"));
    assertThat(encrypted.getFirst()).isEqualTo(digits("8901801106"));
  }

  private static byte[] digits(String text) {
    byte[] digits = new byte[text.length()];
    for (int i = 0; i < digits.length; i++) {
      digits[i] = (byte) (text.charAt(i) - '0');
    }
    return digits;
  }

  private List<byte[]> transform(
      KeyRef key, Algorithm algorithm, Direction direction, Tweak tweak, int radix, byte[]... texts)
      throws Exception {
    return hsm.formatPreserver()
        .transform(key, algorithm, direction, tweak, radix, List.of(texts), soon());
  }

  @ParameterizedTest
  @MethodSource("formatPreserving")
  void formatPreservingEncryptionAgreesWithAnotherProvider(Algorithm algorithm) throws Exception {
    byte[] key = randomBytes(keyBytes(algorithm));
    KeyRef ref = imported(algorithm, key);
    for (int radix : List.of(10, 26, 36, 52, 62)) {
      byte[] tweak = randomBytes(7);
      byte[] text = new byte[6 + random.nextInt(20)];
      for (int i = 0; i < text.length; i++) {
        text[i] = (byte) random.nextInt(radix);
      }
      FPEFF3_1Engine engine = new FPEFF3_1Engine();
      engine.init(true, new FPEParameters(new KeyParameter(key), radix, tweak));
      byte[] expected = new byte[text.length];
      engine.processBlock(text, 0, text.length, expected, 0);
      Tweak given = new Tweak(Bytes.copyOf(tweak));
      List<byte[]> encrypted =
          transform(ref, algorithm, Direction.ENCRYPT, given, radix, text, text);
      assertThat(encrypted).as("seed %d", seed).containsExactly(expected, expected);
      assertThat(transform(ref, algorithm, Direction.DECRYPT, given, radix, expected))
          .as("seed %d", seed)
          .containsExactly(text);
    }
    assertThat(exported(ref, algorithm)).isEqualTo(key);
  }

  private KeyPair outsidePair(KeySpec spec) throws GeneralSecurityException {
    return outsidePairs(spec).getFirst();
  }

  /// Two of each kind for all tests: long ones take seconds to make.
  private List<KeyPair> outsidePairs(KeySpec spec) throws GeneralSecurityException {
    List<KeyPair> known = outsidePairs.get(spec);
    if (known != null) {
      return known;
    }
    KeyPairGenerator generator = generator(spec);
    List<KeyPair> made = List.of(generator.generateKeyPair(), generator.generateKeyPair());
    outsidePairs.put(spec, made);
    return made;
  }

  private static KeyPairGenerator generator(KeySpec spec) throws GeneralSecurityException {
    return switch (spec) {
      case KeySpec.Ec(Curve curve) -> {
        KeyPairGenerator ec = KeyPairGenerator.getInstance("EC", BC);
        ec.initialize(
            new ECGenParameterSpec(
                switch (curve) {
                  case P256 -> "secp256r1";
                  case P384 -> "secp384r1";
                  case P521 -> "secp521r1";
                  case SECP256K1 -> "secp256k1";
                }));
        yield ec;
      }
      case KeySpec.Ed25519 ed -> KeyPairGenerator.getInstance("Ed25519");
      case KeySpec.Rsa(int modulusBits) -> {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(modulusBits);
        yield rsa;
      }
      default -> throw new IllegalArgumentException("no pair");
    };
  }

  private static PublicKey half(KeyPair pair) {
    return new PublicKey(Bytes.copyOf(pair.getPublic().getEncoded()));
  }

  private Generated imported(Algorithm algorithm, PublicKey publicKey, byte[] privateKey)
      throws Exception {
    try (KeyMaterial material = new KeyMaterial.Pair(publicKey, SecretBytes.copyOf(privateKey))) {
      return hsm.keyImporter().importKey(algorithm, material, true, soon());
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aPairFromOutsideSignsAndLeavesAsTheSameKey(Algorithm algorithm) throws Exception {
    KeyPair pair = outsidePair(algorithm.keySpec());
    Generated key = imported(algorithm, half(pair), pair.getPrivate().getEncoded());
    assertThat(key.publicKey()).contains(half(pair));
    byte[] message = randomBytes(100);
    byte[] signature = hsm.signer().sign(key.ref(), algorithm, message, soon()).toArray();
    assertThat(OutsideVerifier.BOUNCY_CASTLE.verifies(half(pair), algorithm, message, signature))
        .isTrue();
    Generated again = imported(algorithm, half(pair), exported(key.ref(), algorithm));
    assertThat(exported(again.ref(), algorithm)).isEqualTo(exported(key.ref(), algorithm));
    hsm.keyDestroyer().destroy(key.ref(), soon());
    hsm.keyDestroyer().destroy(again.ref(), soon());
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aGeneratedPairLeavesAsAKeyThatFitsItsPublicHalf(Algorithm algorithm) throws Exception {
    Generated key = hsm.keyGenerator().generate(algorithm, true, soon());
    Generated again =
        imported(algorithm, key.publicKey().orElseThrow(), exported(key.ref(), algorithm));
    assertThat(again.publicKey()).isEqualTo(key.publicKey());
    hsm.keyDestroyer().destroy(key.ref(), soon());
    hsm.keyDestroyer().destroy(again.ref(), soon());
  }

  @Test
  void whatIsNotExportableDoesNotLeave() throws Exception {
    for (Algorithm algorithm :
        List.of(
            Algorithm.SIGN_ES256,
            Algorithm.SIGN_RSA_PKCS1_2048,
            Algorithm.SIGN_ED25519,
            Algorithm.ENCRYPT_AES_GCM_256,
            Algorithm.JWT_HS256)) {
      if (token.lacks().contains(algorithm)) {
        continue;
      }
      Generated key = hsm.keyGenerator().generate(algorithm, false, soon());
      assertThatThrownBy(() -> exported(key.ref(), algorithm))
          .isInstanceOf(Unavailable.class)
          .hasMessageContaining("CKR_");
      hsm.keyDestroyer().destroy(key.ref(), soon());
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aPublicKeyAloneIsTriedAndNothingOfItStays(Algorithm algorithm) throws Exception {
    Generated key = hsm.keyGenerator().generate(algorithm, false, soon());
    int before = hsm.keyInventory().list(soon()).size();
    hsm.keyImporter().requireVerifiable(algorithm, key.publicKey().orElseThrow(), soon());
    assertThat(hsm.keyInventory().list(soon())).hasSize(before);
    hsm.keyDestroyer().destroy(key.ref(), soon());
    PublicKey other = half(outsidePair(new KeySpec.Rsa(1024)));
    assertThatThrownBy(() -> hsm.keyImporter().requireVerifiable(algorithm, other, soon()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSmallExponentVerifies() throws Exception {
    KeyPairGenerator small = KeyPairGenerator.getInstance("RSA");
    small.initialize(new RSAKeyGenParameterSpec(4_096, RSAKeyGenParameterSpec.F0));
    KeyPair pair = small.generateKeyPair();
    Algorithm algorithm = Algorithm.SIGN_RSA_PSS_4096;
    hsm.keyImporter().requireVerifiable(algorithm, half(pair), soon());
    byte[] message = randomBytes(100);
    Signature signature = Signature.getInstance("RSASSA-PSS");
    signature.setParameter(
        new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
    signature.initSign(pair.getPrivate());
    signature.update(message);
    byte[] signed = signature.sign();
    assertThat(hsm.verifier().verify(half(pair), algorithm, message, signed, soon())).isTrue();
    signed[9] ^= 1;
    assertThat(hsm.verifier().verify(half(pair), algorithm, message, signed, soon())).isFalse();
  }

  private void assertRefused(
      Algorithm algorithm, PublicKey publicKey, byte[] privateKey, String why) throws Exception {
    int before = hsm.keyInventory().list(soon()).size();
    assertThatThrownBy(() -> imported(algorithm, publicKey, privateKey))
        .isInstanceOf(KeyRefused.class)
        .hasMessageContaining(why);
    assertThat(hsm.keyInventory().list(soon())).hasSize(before);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void halvesThatDoNotBelongTogetherAreRefused(Algorithm algorithm) throws Exception {
    List<KeyPair> pairs = outsidePairs(algorithm.keySpec());
    assertRefused(
        algorithm,
        half(pairs.getFirst()),
        pairs.getLast().getPrivate().getEncoded(),
        "is not that of the private key");
  }

  @Test
  void weakAndForeignKeysAreRefused() throws Exception {
    KeyPairGenerator small = KeyPairGenerator.getInstance("RSA");
    small.initialize(new RSAKeyGenParameterSpec(2_048, BigInteger.valueOf(3)));
    KeyPair exponent = small.generateKeyPair();
    assertRefused(
        Algorithm.SIGN_RSA_PKCS1_2048,
        half(exponent),
        exponent.getPrivate().getEncoded(),
        "public exponent 65537");
    KeyPair larger = outsidePair(new KeySpec.Rsa(3_072));
    assertRefused(
        Algorithm.SIGN_RSA_PKCS1_2048,
        half(larger),
        larger.getPrivate().getEncoded(),
        "expected a modulus of 2048 bits, found 3072");
    KeyPair p256 = outsidePair(new KeySpec.Ec(Curve.P256));
    assertRefused(Algorithm.SIGN_ES384, half(p256), p256.getPrivate().getEncoded(), "another kind");
    assertRefused(
        Algorithm.SIGN_RSA_PKCS1_2048, half(p256), p256.getPrivate().getEncoded(), "another kind");
    assertRefused(Algorithm.SIGN_ES256, half(p256), new byte[] {0x30, 3, 2, 1, 0}, "is malformed");
  }
}
