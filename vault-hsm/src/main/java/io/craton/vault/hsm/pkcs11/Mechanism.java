package io.craton.vault.hsm.pkcs11;

/// A mechanism with its parameter, `CK_MECHANISM`.
///
/// @param type one of [Ckm] or a vendor's
public record Mechanism(long type, Parameter parameter) {
  /// A mechanism without a parameter.
  public static Mechanism plain(long type) {
    return new Mechanism(type, new None());
  }

  /// What a mechanism is given beside its type.
  public sealed interface Parameter {}

  /// No parameter.
  public record None() implements Parameter {}

  /// An initialisation vector, as long as a block. The array itself, not a copy.
  @SuppressWarnings("ArrayRecordComponent") // Never compared; copying would be for nothing.
  public record Iv(byte[] value) implements Parameter {}

  /// `CK_RSA_PKCS_PSS_PARAMS`.
  public record Pss(long hashMechanism, long mgf, long saltBytes) implements Parameter {}

  /// `CK_GCM_PARAMS`. A class, not a record, because the nonce changes: a token that insists on
  /// making the nonce itself writes it over the one that was passed.
  public static final class Gcm implements Parameter {
    private final byte[] nonce;
    private final byte[] associatedData;
    private final int tagBits;

    /// Takes over `nonce` and `associatedData` without a copy.
    public Gcm(byte[] nonce, byte[] associatedData, int tagBits) {
      this.nonce = nonce;
      this.associatedData = associatedData;
      this.tagBits = tagBits;
    }

    /// The nonce; after [Cryptoki#encrypt] the one that the token used. The array itself, not a
    /// copy.
    public byte[] nonce() {
      return nonce;
    }

    byte[] associatedData() {
      return associatedData;
    }

    int tagBits() {
      return tagBits;
    }
  }
}
