package io.craton.vault.core.algorithm;

import java.util.Optional;

/// What a key may be used for. Fixed when the key is made. Contract section 3.10.
public enum Purpose {
  /// sign and verify.
  SIGNING(1, "signing"),
  /// encrypt and decrypt.
  ENCRYPTION(2, "encryption"),
  /// jwt/sign, jwt/verify, jwk/get.
  JWT(3, "jwt"),
  /// Format-preserving encryption.
  FPE(4, "fpe"),
  /// Kept and exported only.
  PKI(5, "pki");

  private final int code;
  private final String wireName;

  Purpose(int code, String wireName) {
    this.code = code;
    this.wireName = wireName;
  }

  /// The persisted number; never changed, never reused.
  public int code() {
    return code;
  }

  /// The name in requests and answers.
  public String wireName() {
    return wireName;
  }

  /// The purpose with that wire name, matched exactly.
  public static Optional<Purpose> ofWireName(String name) {
    for (Purpose purpose : values()) {
      if (purpose.wireName.equals(name)) {
        return Optional.of(purpose);
      }
    }
    return Optional.empty();
  }
}
