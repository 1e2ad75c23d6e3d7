package io.craton.vault.core.algorithm;

import io.craton.vault.core.algorithm.KeySpec.Aes;
import io.craton.vault.core.algorithm.KeySpec.Ec;
import io.craton.vault.core.algorithm.KeySpec.Ed25519;
import io.craton.vault.core.algorithm.KeySpec.Hmac;
import io.craton.vault.core.algorithm.KeySpec.PostQuantum;
import io.craton.vault.core.algorithm.KeySpec.Rsa;
import io.craton.vault.core.algorithm.Scheme.AesCbc;
import io.craton.vault.core.algorithm.Scheme.AesCfb;
import io.craton.vault.core.algorithm.Scheme.AesGcm;
import io.craton.vault.core.algorithm.Scheme.Ecdsa;
import io.craton.vault.core.algorithm.Scheme.Ff31;
import io.craton.vault.core.algorithm.Scheme.PureEdDsa;
import io.craton.vault.core.algorithm.Scheme.RsaOaep;
import io.craton.vault.core.algorithm.Scheme.RsaPkcs1;
import io.craton.vault.core.algorithm.Scheme.RsaPss;
import java.util.Optional;

/// The algorithms keys can be made for, one row for each pair of purpose and wire name. Contract
/// section 7; ML-DSA goes beyond it. To add one: a row here, and a row with a known-answer probe in
/// the HSM module's mechanism table; for one that no token has, a [ParameterSet].
// KeySpec and Scheme are sealed to records of numbers and enums, so they are immutable.
@SuppressWarnings("ImmutableEnumChecker")
public enum Algorithm {
  SIGN_ED25519(1, "ED25519", Purpose.SIGNING, new Ed25519(), new PureEdDsa()),
  SIGN_ES256(2, "ES256", Purpose.SIGNING, new Ec(Curve.P256), new Ecdsa(Digest.SHA256)),
  SIGN_ES384(3, "ES384", Purpose.SIGNING, new Ec(Curve.P384), new Ecdsa(Digest.SHA384)),
  SIGN_ES512(4, "ES512", Purpose.SIGNING, new Ec(Curve.P521), new Ecdsa(Digest.SHA512)),
  SIGN_RSA_PSS_2048(
      5, "RSA-PSS-2048-SHA256", Purpose.SIGNING, new Rsa(2048), new RsaPss(Digest.SHA256)),
  SIGN_RSA_PSS_3072(
      6, "RSA-PSS-3072-SHA256", Purpose.SIGNING, new Rsa(3072), new RsaPss(Digest.SHA256)),
  SIGN_RSA_PSS_4096(
      7, "RSA-PSS-4096-SHA256", Purpose.SIGNING, new Rsa(4096), new RsaPss(Digest.SHA256)),
  SIGN_RSA_PKCS1_2048(
      8, "RSA-PKCS1V15-2048-SHA256", Purpose.SIGNING, new Rsa(2048), new RsaPkcs1(Digest.SHA256)),
  ENCRYPT_AES_GCM_256(9, "AES-GCM-256", Purpose.ENCRYPTION, new Aes(256), new AesGcm()),
  SIGN_ES256K(10, "ES256K", Purpose.SIGNING, new Ec(Curve.SECP256K1), new Ecdsa(Digest.SHA256)),
  SIGN_RSA_PSS_4096_SHA512(
      11, "RSA-PSS-4096-SHA512", Purpose.SIGNING, new Rsa(4096), new RsaPss(Digest.SHA512)),
  ENCRYPT_AES_CFB_128(12, "AES-CFB-128", Purpose.ENCRYPTION, new Aes(128), new AesCfb()),
  ENCRYPT_AES_CFB_256(13, "AES-CFB-256", Purpose.ENCRYPTION, new Aes(256), new AesCfb()),
  ENCRYPT_AES_CBC_128(14, "AES-CBC-128", Purpose.ENCRYPTION, new Aes(128), new AesCbc()),
  ENCRYPT_AES_CBC_256(15, "AES-CBC-256", Purpose.ENCRYPTION, new Aes(256), new AesCbc()),
  ENCRYPT_RSA_OAEP_2048_SHA1(
      16, "RSA-OAEP-2048-SHA1", Purpose.ENCRYPTION, new Rsa(2048), new RsaOaep(Digest.SHA1)),
  ENCRYPT_RSA_OAEP_2048_SHA256(
      17, "RSA-OAEP-2048-SHA256", Purpose.ENCRYPTION, new Rsa(2048), new RsaOaep(Digest.SHA256)),
  ENCRYPT_RSA_OAEP_2048_SHA512(
      18, "RSA-OAEP-2048-SHA512", Purpose.ENCRYPTION, new Rsa(2048), new RsaOaep(Digest.SHA512)),
  ENCRYPT_RSA_OAEP_3072_SHA1(
      19, "RSA-OAEP-3072-SHA1", Purpose.ENCRYPTION, new Rsa(3072), new RsaOaep(Digest.SHA1)),
  ENCRYPT_RSA_OAEP_3072_SHA256(
      20, "RSA-OAEP-3072-SHA256", Purpose.ENCRYPTION, new Rsa(3072), new RsaOaep(Digest.SHA256)),
  ENCRYPT_RSA_OAEP_3072_SHA512(
      21, "RSA-OAEP-3072-SHA512", Purpose.ENCRYPTION, new Rsa(3072), new RsaOaep(Digest.SHA512)),
  ENCRYPT_RSA_OAEP_4096_SHA1(
      22, "RSA-OAEP-4096-SHA1", Purpose.ENCRYPTION, new Rsa(4096), new RsaOaep(Digest.SHA1)),
  ENCRYPT_RSA_OAEP_4096_SHA256(
      23, "RSA-OAEP-4096-SHA256", Purpose.ENCRYPTION, new Rsa(4096), new RsaOaep(Digest.SHA256)),
  ENCRYPT_RSA_OAEP_4096_SHA512(
      24, "RSA-OAEP-4096-SHA512", Purpose.ENCRYPTION, new Rsa(4096), new RsaOaep(Digest.SHA512)),
  JWT_ES256(25, "ES256", Purpose.JWT, new Ec(Curve.P256), new Ecdsa(Digest.SHA256)),
  JWT_ES384(26, "ES384", Purpose.JWT, new Ec(Curve.P384), new Ecdsa(Digest.SHA384)),
  JWT_ES512(27, "ES512", Purpose.JWT, new Ec(Curve.P521), new Ecdsa(Digest.SHA512)),
  JWT_HS256(28, "HS256", Purpose.JWT, new Hmac(64), new Scheme.Hmac(Digest.SHA256)),
  JWT_HS384(29, "HS384", Purpose.JWT, new Hmac(96), new Scheme.Hmac(Digest.SHA384)),
  JWT_HS512(30, "HS512", Purpose.JWT, new Hmac(128), new Scheme.Hmac(Digest.SHA512)),
  FPE_AES_FF3_1_128(31, "AES-FF3-1-128-BETA", Purpose.FPE, new Aes(128), new Ff31()),
  FPE_AES_FF3_1_256(32, "AES-FF3-1-256-BETA", Purpose.FPE, new Aes(256), new Ff31()),
  PKI_ED25519(33, "ED25519", Purpose.PKI, new Ed25519(), new PureEdDsa()),
  PKI_RSA_2048(34, "RSA-2048-SHA256", Purpose.PKI, new Rsa(2048), new RsaPkcs1(Digest.SHA256)),
  PKI_RSA_3072(35, "RSA-3072-SHA256", Purpose.PKI, new Rsa(3072), new RsaPkcs1(Digest.SHA256)),
  PKI_RSA_4096(36, "RSA-4096-SHA256", Purpose.PKI, new Rsa(4096), new RsaPkcs1(Digest.SHA256)),
  PKI_RSA_PSS_2048(
      37, "RSA-PSS-2048-SHA256", Purpose.PKI, new Rsa(2048), new RsaPss(Digest.SHA256)),
  PKI_RSA_PSS_3072(
      38, "RSA-PSS-3072-SHA256", Purpose.PKI, new Rsa(3072), new RsaPss(Digest.SHA256)),
  PKI_RSA_PSS_4096(
      39, "RSA-PSS-4096-SHA256", Purpose.PKI, new Rsa(4096), new RsaPss(Digest.SHA256)),
  PKI_RSA_PSS_4096_SHA512(
      40, "RSA-PSS-4096-SHA512", Purpose.PKI, new Rsa(4096), new RsaPss(Digest.SHA512)),
  PKI_ECDSA_SHA256(41, "ECDSA-SHA256", Purpose.PKI, new Ec(Curve.P256), new Ecdsa(Digest.SHA256)),
  PKI_ECDSA_SHA384(42, "ECDSA-SHA384", Purpose.PKI, new Ec(Curve.P384), new Ecdsa(Digest.SHA384)),
  PKI_ECDSA_SHA512(43, "ECDSA-SHA512", Purpose.PKI, new Ec(Curve.P521), new Ecdsa(Digest.SHA512)),
  PQ_ML_DSA_44(44, "ML-DSA-44", ParameterSet.ML_DSA_44),
  PQ_ML_DSA_65(45, "ML-DSA-65", ParameterSet.ML_DSA_65),
  PQ_ML_DSA_87(46, "ML-DSA-87", ParameterSet.ML_DSA_87),
  PQ_ED25519_DILITHIUM2(47, "ED25519-DILITHIUM2-BETA", ParameterSet.ED25519_DILITHIUM2),
  PQ_ED448_DILITHIUM3(48, "ED448-DILITHIUM3-BETA", ParameterSet.ED448_DILITHIUM3),
  PQ_SPHINCS_PLUS_128F_SHAKE256_SIMPLE(
      49, "SPHINCSPLUS-128F-SHAKE256-SIMPLE-BETA", ParameterSet.SPHINCS_PLUS_128F_SHAKE256_SIMPLE),
  PQ_SPHINCS_PLUS_128F_SHAKE256_ROBUST(
      50, "SPHINCSPLUS-128F-SHAKE256-ROBUST-BETA", ParameterSet.SPHINCS_PLUS_128F_SHAKE256_ROBUST),
  PQ_SPHINCS_PLUS_192F_SHAKE256_SIMPLE(
      51, "SPHINCSPLUS-192F-SHAKE256-SIMPLE-BETA", ParameterSet.SPHINCS_PLUS_192F_SHAKE256_SIMPLE),
  PQ_SPHINCS_PLUS_192F_SHAKE256_ROBUST(
      52, "SPHINCSPLUS-192F-SHAKE256-ROBUST-BETA", ParameterSet.SPHINCS_PLUS_192F_SHAKE256_ROBUST),
  PQ_SPHINCS_PLUS_256F_SHAKE256_SIMPLE(
      53, "SPHINCSPLUS-256F-SHAKE256-SIMPLE-BETA", ParameterSet.SPHINCS_PLUS_256F_SHAKE256_SIMPLE),
  PQ_SPHINCS_PLUS_256F_SHAKE256_ROBUST(
      54, "SPHINCSPLUS-256F-SHAKE256-ROBUST-BETA", ParameterSet.SPHINCS_PLUS_256F_SHAKE256_ROBUST),
  PQ_SPHINCS_PLUS_128F_SHA256_SIMPLE(
      55, "SPHINCSPLUS-128F-SHA256-SIMPLE-BETA", ParameterSet.SPHINCS_PLUS_128F_SHA256_SIMPLE),
  PQ_SPHINCS_PLUS_128F_SHA256_ROBUST(
      56, "SPHINCSPLUS-128F-SHA256-ROBUST-BETA", ParameterSet.SPHINCS_PLUS_128F_SHA256_ROBUST),
  PQ_SPHINCS_PLUS_192F_SHA256_SIMPLE(
      57, "SPHINCSPLUS-192F-SHA256-SIMPLE-BETA", ParameterSet.SPHINCS_PLUS_192F_SHA256_SIMPLE),
  PQ_SPHINCS_PLUS_192F_SHA256_ROBUST(
      58, "SPHINCSPLUS-192F-SHA256-ROBUST-BETA", ParameterSet.SPHINCS_PLUS_192F_SHA256_ROBUST),
  PQ_SPHINCS_PLUS_256F_SHA256_SIMPLE(
      59, "SPHINCSPLUS-256F-SHA256-SIMPLE-BETA", ParameterSet.SPHINCS_PLUS_256F_SHA256_SIMPLE),
  PQ_SPHINCS_PLUS_256F_SHA256_ROBUST(
      60, "SPHINCSPLUS-256F-SHA256-ROBUST-BETA", ParameterSet.SPHINCS_PLUS_256F_SHA256_ROBUST),
  PQ_FALCON_1024(61, "FALCON-1024-BETA", ParameterSet.FALCON_1024);

  private final int code;
  private final String wireName;
  private final Purpose purpose;
  private final KeySpec keySpec;
  private final Scheme scheme;

  Algorithm(int code, String wireName, Purpose purpose, KeySpec keySpec, Scheme scheme) {
    this.code = code;
    this.wireName = wireName;
    this.purpose = purpose;
    this.keySpec = keySpec;
    this.scheme = scheme;
  }

  Algorithm(int code, String wireName, ParameterSet set) {
    this(code, wireName, Purpose.SIGNING, new PostQuantum(set), new Scheme.PostQuantum());
  }

  /// The persisted number; never changed, never reused.
  public int code() {
    return code;
  }

  /// The name in requests and answers. Unique together with [#purpose()] and [#asymmetric()].
  public String wireName() {
    return wireName;
  }

  /// What keys of this algorithm may be used for.
  public Purpose purpose() {
    return purpose;
  }

  /// The kind of key to generate.
  public KeySpec keySpec() {
    return keySpec;
  }

  /// What is computed with the key.
  public Scheme scheme() {
    return scheme;
  }

  /// True when keys of this algorithm are key pairs.
  public boolean asymmetric() {
    return keySpec.asymmetric();
  }

  /// True when keys of this algorithm are computed with outside the HSM, because no token has it.
  public boolean software() {
    return keySpec instanceof PostQuantum;
  }

  /// True when a public key of this algorithm is of use without its private one: it verifies what
  /// others have signed.
  public boolean verifiesWithPublicKey() {
    return asymmetric() && (purpose == Purpose.SIGNING || purpose == Purpose.JWT);
  }

  /// The most bytes that a key of this algorithm encrypts; [Integer#MAX_VALUE] where the algorithm
  /// sets no bound.
  public int maxPlaintextBytes() {
    return scheme instanceof RsaOaep oaep && keySpec instanceof Rsa(int modulusBits)
        ? oaep.maxPlaintextBytes(modulusBits)
        : Integer.MAX_VALUE;
  }

  /// The row for a purpose and a wire name, matched exactly.
  public static Optional<Algorithm> find(Purpose purpose, String wireName) {
    for (Algorithm algorithm : values()) {
      if (algorithm.purpose == purpose && algorithm.wireName.equals(wireName)) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }

  /// The row with that persisted number.
  public static Optional<Algorithm> ofCode(int code) {
    for (Algorithm algorithm : values()) {
      if (algorithm.code == code) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }
}
