package io.craton.vault.hsm.software;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.algorithm.KeySpec;
import io.craton.vault.core.algorithm.ParameterSet;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.port.AlgorithmUnsupported;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.KeyMaterial;
import io.craton.vault.core.port.KeyRefused;
import io.craton.vault.core.port.SoftwareKeys.Pair;
import java.io.IOException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.Signer;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.params.Ed448PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.signers.Ed448Signer;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.bouncycastle.pqc.crypto.MessageSigner;
import org.bouncycastle.pqc.crypto.falcon.FalconSigner;
import org.bouncycastle.pqc.crypto.util.PublicKeyFactory;
import org.bouncycastle.pqc.legacy.crystals.dilithium.DilithiumParameters;
import org.bouncycastle.pqc.legacy.crystals.dilithium.DilithiumPublicKeyParameters;
import org.bouncycastle.pqc.legacy.crystals.dilithium.DilithiumSigner;
import org.bouncycastle.pqc.legacy.sphincsplus.SPHINCSPlusSigner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/// Software keys against fresh objects of the library, made of what leaves the vault, and ML-DSA
/// against the JDK in both directions.
class ProcessKeysTest {
  private final long seed = Long.getLong("craton.seed", new Random().nextLong());
  private final Random random = new Random(seed);
  private final ProcessKeys keys = new ProcessKeys(true);

  private static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(60), System::nanoTime);
  }

  private byte[] message() {
    byte[] message = new byte[random.nextInt(2_000)];
    random.nextBytes(message);
    return message;
  }

  private static ParameterSet set(Algorithm algorithm) {
    return ((KeySpec.PostQuantum) algorithm.keySpec()).set();
  }

  private static SubjectPublicKeyInfo info(PublicKey key) {
    return SubjectPublicKeyInfo.getInstance(key.spki().toArray());
  }

  private static boolean verifiesOutside(
      Algorithm algorithm, PublicKey key, byte[] message, byte[] signature) throws IOException {
    byte[] bare = info(key).getPublicKeyData().getOctets();
    return switch (set(algorithm)) {
      case ML_DSA_44, ML_DSA_65, ML_DSA_87 ->
          verifies(
              new MLDSASigner(),
              org.bouncycastle.crypto.util.PublicKeyFactory.createKey(info(key)),
              message,
              signature);
      case ED25519_DILITHIUM2 ->
          verifiesDilithium(
                  DilithiumParameters.dilithium2,
                  Arrays.copyOf(bare, 1_312),
                  message,
                  Arrays.copyOf(signature, 2_420))
              && verifies(
                  new Ed25519Signer(),
                  new Ed25519PublicKeyParameters(bare, 1_312),
                  message,
                  Arrays.copyOfRange(signature, 2_420, 2_484));
      case ED448_DILITHIUM3 ->
          verifiesDilithium(
                  DilithiumParameters.dilithium3,
                  Arrays.copyOf(bare, 1_952),
                  message,
                  Arrays.copyOf(signature, 3_309))
              && verifies(
                  new Ed448Signer(new byte[0]),
                  new Ed448PublicKeyParameters(bare, 1_952),
                  message,
                  Arrays.copyOfRange(signature, 3_309, 3_423));
      case FALCON_1024 -> verifies(new FalconSigner(), key, message, signature);
      default -> verifies(new SPHINCSPlusSigner(), key, message, signature);
    };
  }

  private static boolean verifies(
      MessageSigner signer, PublicKey key, byte[] message, byte[] signature) throws IOException {
    signer.init(false, PublicKeyFactory.createKey(info(key)));
    return signer.verifySignature(message, signature);
  }

  private static boolean verifiesDilithium(
      DilithiumParameters parameters, byte[] key, byte[] message, byte[] signature) {
    DilithiumSigner signer = new DilithiumSigner();
    signer.init(false, new DilithiumPublicKeyParameters(parameters, key));
    return signer.verifySignature(message, signature);
  }

  private static boolean verifies(
      Signer signer, AsymmetricKeyParameter key, byte[] message, byte[] signature) {
    signer.init(false, key);
    signer.update(message, 0, message.length);
    return signer.verifySignature(signature);
  }

  private byte[] signed(Pair pair, Algorithm algorithm, byte[] message) throws Exception {
    return keys.sign(pair.privateKey(), algorithm, message, soon()).toArray();
  }

  private boolean verifies(Pair pair, Algorithm algorithm, byte[] message, byte[] signature)
      throws Exception {
    return keys.verify(pair.publicKey(), algorithm, message, signature, soon());
  }

  @ParameterizedTest
  @EnumSource(value = Algorithm.class, mode = Mode.MATCH_ALL, names = "PQ_.*")
  void signaturesHaveTheirSizesAndVerifyOutside(Algorithm algorithm) throws Exception {
    try (Pair pair = keys.generate(algorithm, soon())) {
      ParameterSet set = set(algorithm);
      assertThat(info(pair.publicKey()).getPublicKeyData().getOctets())
          .hasSize(set.publicKeyBytes());
      byte[] message = message();
      byte[] signature = signed(pair, algorithm, message);
      if (set.fixedSignatureLength()) {
        assertThat(signature).hasSize(set.signatureBytes());
      } else {
        assertThat(signature).hasSizeLessThanOrEqualTo(set.signatureBytes());
      }
      assertThat(verifies(pair, algorithm, message, signature)).as("seed %d", seed).isTrue();
      assertThat(verifiesOutside(algorithm, pair.publicKey(), message, signature))
          .as("seed %d", seed)
          .isTrue();
      assertThat(signed(pair, algorithm, message)).as("hedged").isNotEqualTo(signature);
      for (byte[] forgery : forgeries(signature)) {
        assertThat(verifies(pair, algorithm, message, forgery)).as("seed %d", seed).isFalse();
      }
      byte[] other = Arrays.copyOf(message, message.length + 1);
      assertThat(verifies(pair, algorithm, other, signature)).as("seed %d", seed).isFalse();
    }
  }

  /// A bit changed at the start, at the end (the second scheme of a hybrid) and anywhere; other
  /// lengths, and noise.
  private byte[][] forgeries(byte[] signature) {
    byte[] anywhere = signature.clone();
    anywhere[random.nextInt(anywhere.length)] ^= (byte) (1 << random.nextInt(8));
    byte[] start = signature.clone();
    start[41] ^= 1;
    byte[] end = signature.clone();
    end[end.length - 40] ^= 1;
    byte[] noise = new byte[signature.length];
    random.nextBytes(noise);
    return new byte[][] {
      anywhere,
      start,
      end,
      noise,
      new byte[signature.length],
      new byte[0],
      Arrays.copyOf(signature, signature.length - 1),
      Arrays.copyOf(signature, signature.length + 1)
    };
  }

  /// A Falcon key can be such that signing never ends.
  @Test
  void privateFalconKeysAreOnlyMadeHere() throws Exception {
    Algorithm falcon = Algorithm.PQ_FALCON_1024;
    try (Pair pair = keys.generate(falcon, soon())) {
      assertThatThrownBy(() -> imported(falcon, pair.publicKey(), pair.privateKey()))
          .isInstanceOf(KeyRefused.class)
          .hasMessageContaining("only made here");
      assertThat(keys.importPublic(falcon, pair.publicKey())).isEqualTo(pair.publicKey());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      mode = Mode.MATCH_ALL,
      names = {"PQ_.*", "^(?!PQ_FALCON).*"})
  void aPairComesInAgainAndOtherHalvesDoNot(Algorithm algorithm) throws Exception {
    try (Pair pair = keys.generate(algorithm, soon());
        Pair other = keys.generate(algorithm, soon())) {
      byte[] message = message();
      try (Pair again = imported(algorithm, pair.publicKey(), pair.privateKey())) {
        assertThat(again.publicKey()).isEqualTo(pair.publicKey());
        assertThat(again.privateKey()).isEqualTo(pair.privateKey());
        assertThat(verifies(pair, algorithm, message, signed(again, algorithm, message))).isTrue();
      }
      assertThatThrownBy(() -> imported(algorithm, other.publicKey(), pair.privateKey()))
          .isInstanceOf(KeyRefused.class)
          .hasMessageContaining("not that of the private key");
      Algorithm another =
          algorithm == Algorithm.PQ_ML_DSA_44 ? Algorithm.PQ_ML_DSA_65 : Algorithm.PQ_ML_DSA_44;
      assertThatThrownBy(() -> imported(another, pair.publicKey(), pair.privateKey()))
          .isInstanceOf(KeyRefused.class)
          .hasMessageContaining("of another algorithm");
      assertThatThrownBy(() -> keys.importPublic(another, pair.publicKey()))
          .isInstanceOf(KeyRefused.class);
      byte[] spki = pair.publicKey().spki().toArray();
      PublicKey cut = new PublicKey(Bytes.copyOf(Arrays.copyOf(spki, spki.length - 1)));
      assertThatThrownBy(() -> keys.importPublic(algorithm, cut)).isInstanceOf(KeyRefused.class);
    }
  }

  private Pair imported(Algorithm algorithm, PublicKey half, SecretBytes privateKey)
      throws Exception {
    return keys.importPair(algorithm, new KeyMaterial.Pair(half, privateKey), soon());
  }

  @ParameterizedTest
  @EnumSource(value = Algorithm.class, mode = Mode.MATCH_ALL, names = "PQ_ML_DSA_.*")
  void mlDsaAgreesWithTheJdkInBothDirections(Algorithm algorithm) throws Exception {
    byte[] message = message();
    try (Pair pair = keys.generate(algorithm, soon())) {
      Signature verifier = Signature.getInstance("ML-DSA");
      verifier.initVerify(
          KeyFactory.getInstance("ML-DSA")
              .generatePublic(new X509EncodedKeySpec(pair.publicKey().spki().toArray())));
      verifier.update(message);
      assertThat(verifier.verify(signed(pair, algorithm, message))).as("seed %d", seed).isTrue();
    }
    KeyPairGenerator generator = KeyPairGenerator.getInstance("ML-DSA");
    generator.initialize(new NamedParameterSpec(algorithm.wireName()));
    KeyPair outside = generator.generateKeyPair();
    Signature signer = Signature.getInstance("ML-DSA");
    signer.initSign(outside.getPrivate());
    signer.update(message);
    byte[] signature = signer.sign();
    PublicKey half = new PublicKey(Bytes.copyOf(outside.getPublic().getEncoded()));
    assertThat(keys.importPublic(algorithm, half)).isEqualTo(half);
    assertThat(keys.verify(half, algorithm, message, signature, soon())).isTrue();
    signature[random.nextInt(signature.length)] ^= 1;
    assertThat(keys.verify(half, algorithm, message, signature, soon()))
        .as("seed %d", seed)
        .isFalse();
    try (SecretBytes privateKey = SecretBytes.copyOf(outside.getPrivate().getEncoded());
        Pair held = imported(algorithm, half, privateKey)) {
      assertThat(verifies(held, algorithm, message, signed(held, algorithm, message))).isTrue();
    }
  }

  @Test
  void aPrivateMlDsaKeyIsItsSeed() throws Exception {
    try (Pair pair = keys.generate(Algorithm.PQ_ML_DSA_87, soon())) {
      // SEQUENCE { version, algorithm, OCTET STRING { [0] seed } }: RFC 9881 section 6.
      assertThat(pair.privateKey().size()).isEqualTo(54);
    }
  }

  @Test
  void whatIsRefusedIsNeitherMadeNorUsedButVerified() throws Exception {
    Algorithm algorithm = Algorithm.PQ_ML_DSA_44;
    ProcessKeys refusing = new ProcessKeys(false);
    byte[] message = message();
    try (Pair pair = keys.generate(algorithm, soon())) {
      byte[] signature = signed(pair, algorithm, message);
      assertThat(refusing.verify(pair.publicKey(), algorithm, message, signature, soon())).isTrue();
      assertThat(refusing.importPublic(algorithm, pair.publicKey())).isEqualTo(pair.publicKey());
      assertThatThrownBy(() -> refusing.generate(algorithm, soon()))
          .isInstanceOf(AlgorithmUnsupported.class)
          .hasMessageContaining("refused by configuration (hsm.software-keys)");
      assertThatThrownBy(() -> refusing.sign(pair.privateKey(), algorithm, message, soon()))
          .isInstanceOf(AlgorithmUnsupported.class);
      KeyMaterial.Pair material = new KeyMaterial.Pair(pair.publicKey(), pair.privateKey());
      assertThatThrownBy(() -> refusing.importPair(algorithm, material, soon()))
          .isInstanceOf(AlgorithmUnsupported.class);
    }
  }

  @Test
  void aMalformedKeyIsAFaultThatQuotesNothing() {
    try (SecretBytes garbage = SecretBytes.utf8("garbage")) {
      assertThatThrownBy(() -> keys.sign(garbage, Algorithm.PQ_FALCON_1024, new byte[1], soon()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageNotContaining("garbage");
    }
  }
}
