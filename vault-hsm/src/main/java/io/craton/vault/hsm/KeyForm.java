package io.craton.vault.hsm;

import io.craton.vault.core.algorithm.Curve;
import io.craton.vault.core.algorithm.KeySpec;
import io.craton.vault.hsm.pkcs11.Ckk;
import io.craton.vault.hsm.pkcs11.Ckm;
import io.craton.vault.hsm.pkcs11.Cko;
import java.util.Optional;

/// The kinds of keys the layer makes, one row for each [KeySpec] that an algorithm uses.
enum KeyForm {
  P256(1, new KeySpec.Ec(Curve.P256), Ckk.EC, Ckm.EC_KEY_PAIR_GEN),
  P384(2, new KeySpec.Ec(Curve.P384), Ckk.EC, Ckm.EC_KEY_PAIR_GEN),
  P521(3, new KeySpec.Ec(Curve.P521), Ckk.EC, Ckm.EC_KEY_PAIR_GEN),
  ED25519(4, new KeySpec.Ed25519(), Ckk.EC_EDWARDS, Ckm.EC_EDWARDS_KEY_PAIR_GEN),
  RSA_2048(5, new KeySpec.Rsa(2048), Ckk.RSA, Ckm.RSA_PKCS_KEY_PAIR_GEN),
  RSA_3072(6, new KeySpec.Rsa(3072), Ckk.RSA, Ckm.RSA_PKCS_KEY_PAIR_GEN),
  RSA_4096(7, new KeySpec.Rsa(4096), Ckk.RSA, Ckm.RSA_PKCS_KEY_PAIR_GEN),
  AES_256(8, new KeySpec.Aes(256), Ckk.AES, Ckm.AES_KEY_GEN);

  private static final int ED25519_SIGNATURE_BYTES = 64;

  private final int code;
  private final KeySpec spec;
  private final long keyType;
  private final long generation;

  KeyForm(int code, KeySpec spec, long keyType, long generation) {
    this.code = code;
    this.spec = spec;
    this.keyType = keyType;
    this.generation = generation;
  }

  /// The number inside key references; persisted, never changed, never reused.
  int code() {
    return code;
  }

  KeySpec spec() {
    return spec;
  }

  /// `CKA_KEY_TYPE`.
  long keyType() {
    return keyType;
  }

  /// `CKA_CLASS` of the private or secret key.
  long objectClass() {
    return spec.asymmetric() ? Cko.PRIVATE_KEY : Cko.SECRET_KEY;
  }

  /// The mechanism that generates the key.
  long generation() {
    return generation;
  }

  /// The length of every signature made with such a key, in bytes.
  ///
  /// @throws IllegalStateException for a key that does not sign
  int signatureBytes() {
    return switch (spec) {
      case KeySpec.Ec(Curve curve) -> 2 * curve.coordinateBytes();
      case KeySpec.Ed25519 ed -> ED25519_SIGNATURE_BYTES;
      case KeySpec.Rsa(int modulusBits) -> modulusBits / Byte.SIZE;
      case KeySpec.Aes aes -> throw new IllegalStateException(this + " does not sign");
      case KeySpec.Hmac hmac -> throw new IllegalStateException(this + " does not sign");
    };
  }

  static Optional<KeyForm> of(KeySpec spec) {
    for (KeyForm form : values()) {
      if (form.spec.equals(spec)) {
        return Optional.of(form);
      }
    }
    return Optional.empty();
  }

  static Optional<KeyForm> ofCode(int code) {
    for (KeyForm form : values()) {
      if (form.code == code) {
        return Optional.of(form);
      }
    }
    return Optional.empty();
  }
}
