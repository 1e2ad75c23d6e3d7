package io.craton.vault.hsm.pkcs11;

/// Mechanism types and the numbers their parameters use, PKCS #11 v2.40 current mechanisms and, for
/// EdDSA, v3.0. A number is not a meaning: tokens differ, so each mechanism is probed before use.
public final class Ckm {
  public static final long RSA_PKCS_KEY_PAIR_GEN = 0x0;
  public static final long RSA_PKCS = 0x1;
  public static final long RSA_X_509 = 0x3;
  public static final long RSA_PKCS_PSS = 0xd;
  public static final long SHA_1 = 0x220;
  public static final long SHA256 = 0x250;
  public static final long SHA256_HMAC = 0x251;
  public static final long SHA384 = 0x260;
  public static final long SHA384_HMAC = 0x261;
  public static final long SHA512 = 0x270;
  public static final long SHA512_HMAC = 0x271;
  public static final long GENERIC_SECRET_KEY_GEN = 0x350;
  public static final long EC_KEY_PAIR_GEN = 0x1040;
  public static final long ECDSA = 0x1041;
  public static final long EC_EDWARDS_KEY_PAIR_GEN = 0x1055;
  public static final long EDDSA = 0x1057;
  public static final long AES_KEY_GEN = 0x1080;
  public static final long AES_ECB = 0x1081;
  public static final long AES_CBC = 0x1082;
  public static final long AES_GCM = 0x1087;

  /// AES-KWP in v2.40; in v3.0 and NSS another padding before AES-KW.
  public static final long AES_KEY_WRAP_PAD = 0x210a;

  /// AES-KWP in v3.0.
  public static final long AES_KEY_WRAP_KWP = 0x210b;

  /// Mask generation functions of PSS and OAEP parameters.
  public static final long MGF1_SHA1 = 0x1;

  public static final long MGF1_SHA256 = 0x2;
  public static final long MGF1_SHA384 = 0x3;
  public static final long MGF1_SHA512 = 0x4;

  private Ckm() {}
}
