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
  AES_256(8, new KeySpec.Aes(256), Ckk.AES, Ckm.AES_KEY_GEN),
  SECP256K1(9, new KeySpec.Ec(Curve.SECP256K1), Ckk.EC, Ckm.EC_KEY_PAIR_GEN),
  AES_128(10, new KeySpec.Aes(128), Ckk.AES, Ckm.AES_KEY_GEN),
  HMAC_SHA256(11, new KeySpec.Hmac(64), Ckk.GENERIC_SECRET, Ckm.GENERIC_SECRET_KEY_GEN),
  HMAC_SHA384(12, new KeySpec.Hmac(96), Ckk.GENERIC_SECRET, Ckm.GENERIC_SECRET_KEY_GEN),
  HMAC_SHA512(13, new KeySpec.Hmac(128), Ckk.GENERIC_SECRET, Ckm.GENERIC_SECRET_KEY_GEN);

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
