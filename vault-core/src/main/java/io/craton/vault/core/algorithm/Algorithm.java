package io.craton.vault.core.algorithm;

import io.craton.vault.core.algorithm.KeySpec.Aes;
import io.craton.vault.core.algorithm.KeySpec.Ec;
import io.craton.vault.core.algorithm.KeySpec.Ed25519;
import io.craton.vault.core.algorithm.KeySpec.Rsa;
import io.craton.vault.core.algorithm.Scheme.AesGcm;
import io.craton.vault.core.algorithm.Scheme.Ecdsa;
import io.craton.vault.core.algorithm.Scheme.PureEdDsa;
import io.craton.vault.core.algorithm.Scheme.RsaPkcs1;
import io.craton.vault.core.algorithm.Scheme.RsaPss;
import java.util.Optional;

/// The algorithms keys can be made for, one row for each pair of purpose and wire name. Contract
/// section 7. To add one: a row here, and a row with a known-answer probe in the HSM module's
/// mechanism table.
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
  ENCRYPT_AES_GCM_256(9, "AES-GCM-256", Purpose.ENCRYPTION, new Aes(256), new AesGcm());

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
