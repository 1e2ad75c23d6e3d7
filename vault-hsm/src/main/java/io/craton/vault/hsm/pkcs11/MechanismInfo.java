package io.craton.vault.hsm.pkcs11;

/// What a token says about a mechanism, `CK_MECHANISM_INFO`.
///
/// @param minKeySize in the unit of the mechanism (bits for RSA and EC, bytes for AES)
/// @param flags see the constants
public record MechanismInfo(long minKeySize, long maxKeySize, long flags) {
  /// Usable with `C_EncryptInit`.
  public static final long ENCRYPT = 0x100;

  /// Usable with `C_DecryptInit`.
  public static final long DECRYPT = 0x200;

  /// Usable with `C_SignInit`.
  public static final long SIGN = 0x800;

  /// Usable with `C_VerifyInit`.
  public static final long VERIFY = 0x2000;

  /// Usable with `C_GenerateKeyPair`.
  public static final long GENERATE_KEY_PAIR = 0x10000;
}
