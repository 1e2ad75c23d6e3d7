package io.craton.vault.http.api;

import io.craton.vault.core.Limits;
import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.algorithm.KeySpec;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.port.KeyMaterial;
import io.craton.vault.http.keys.GivenPublicKey;
import io.craton.vault.http.request.ErrorCode;
import io.craton.vault.http.request.Field;
import io.craton.vault.http.request.FieldTypes;
import io.craton.vault.http.request.Form;
import io.craton.vault.http.request.InvalidRequest;
import io.craton.vault.http.request.PemReader;
import io.craton.vault.http.request.Problem;
import java.util.Arrays;
import java.util.List;

/// A key that a caller brings: `key` for a symmetric one, `public_key` and `private_key` for a
/// pair. Contract sections 2.10, 2.11 and 7.6; beyond the contract, `public_key` alone for a key
/// that only verifies.
final class KeyMaterialFields {
  private static final List<String> PRIVATE_LABELS =
      List.of("PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY");

  static final Field<byte[]> KEY =
      Field.optional(
              "key", FieldTypes.base64(Limits.SYMMETRIC_KEY_BYTES), "A symmetric key, in base64.")
          .orEmpty();

  static final Field<String> PUBLIC_KEY =
      Field.optional(
              "public_key",
              FieldTypes.text(0, Limits.PEM_CHARS),
              "The public half, in PEM. Alone, it makes a version that verifies and does no more.")
          .orEmpty();

  static final Field<SecretBytes> PRIVATE_KEY =
      Field.optional(
              "private_key",
              FieldTypes.secret(0, Limits.PEM_CHARS),
              "The private half, in PEM; goes with public_key.")
          .orEmpty();

  private KeyMaterialFields() {}

  static boolean given(Form form) {
    return form.get(KEY).isPresent() || pairGiven(form);
  }

  static boolean pairGiven(Form form) {
    return form.get(PUBLIC_KEY).isPresent() || form.get(PRIVATE_KEY).isPresent();
  }

  /// Refuses a public key alone where it is of no use.
  static void requireUse(Form form, Algorithm algorithm) throws InvalidRequest {
    if (publicKeyAlone(form) && algorithm.asymmetric() && !algorithm.verifiesWithPublicKey()) {
      throw invalid(PUBLIC_KEY, ErrorCode.IS_DEPENDENT_ON, "goes with private_key only");
    }
  }

  private static boolean publicKeyAlone(Form form) {
    return form.get(PUBLIC_KEY).isPresent() && form.get(PRIVATE_KEY).isEmpty();
  }

  /// Refuses a private key without its public one.
  static void requirePublic(Form form) throws InvalidRequest {
    if (form.get(PRIVATE_KEY).isPresent() && form.get(PUBLIC_KEY).isEmpty()) {
      throw invalid(PRIVATE_KEY, ErrorCode.IS_DEPENDENT_ON, "goes with public_key only");
    }
  }

  /// The key that was given, for `algorithm`. The caller closes it.
  ///
  /// @throws InvalidRequest when something is missing, is not for the algorithm, or is malformed
  static KeyMaterial read(Form form, Algorithm algorithm) throws InvalidRequest {
    if (!algorithm.asymmetric()) {
      unexpected(form, PUBLIC_KEY);
      unexpected(form, PRIVATE_KEY);
      requireSymmetric(form, algorithm);
      return new KeyMaterial.Secret(SecretBytes.copyOf(form.require(KEY)));
    }
    unexpected(form, KEY);
    required(form, PUBLIC_KEY);
    boolean alone = publicKeyAlone(form) && algorithm.verifiesWithPublicKey();
    if (!alone) {
      required(form, PRIVATE_KEY);
    }
    PublicKey key = algorithm.software() ? unread(form, algorithm) : read(form, algorithm, alone);
    return alone
        ? new KeyMaterial.PublicOnly(key)
        : new KeyMaterial.Pair(key, der(form.require(PRIVATE_KEY)));
  }

  /// Of an algorithm that whoever computes with it knows best: the structure only.
  private static PublicKey unread(Form form, Algorithm algorithm) throws InvalidRequest {
    return GivenPublicKey.structureOfPem(form.require(PUBLIC_KEY))
        .orElseThrow(() -> unsound(algorithm));
  }

  private static PublicKey read(Form form, Algorithm algorithm, boolean alone)
      throws InvalidRequest {
    return GivenPublicKey.ofPem(form.require(PUBLIC_KEY))
        .filter(parsed ->
            alone
                ? parsed.fitsForVerification(algorithm.keySpec())
                : parsed.fits(algorithm.keySpec()))
        .orElseThrow(() -> unsound(algorithm))
        .normalised();
  }

  private static InvalidRequest unsound(Algorithm algorithm) {
    return invalid(
        PUBLIC_KEY,
        ErrorCode.BAD_FORMAT,
        "expected a sound public key for " + algorithm.wireName() + " in PEM");
  }

  private static void requireSymmetric(Form form, Algorithm algorithm) throws InvalidRequest {
    required(form, KEY);
    int found = form.require(KEY).length;
    boolean fits =
        switch (algorithm.keySpec()) {
          case KeySpec.Aes(int keyBits) -> found * Byte.SIZE == keyBits;
          // Half of what is generated: as long as the digest. Contract section 7.3.
          case KeySpec.Hmac(int keyBytes) -> found >= keyBytes / 2;
          case KeySpec.Ec ec -> false;
          case KeySpec.Ed25519 ed -> false;
          case KeySpec.Rsa rsa -> false;
          case KeySpec.PostQuantum set -> false;
        };
    if (!fits) {
      throw invalid(
          KEY, ErrorCode.BAD_FORMAT, found + " bytes are no key for " + algorithm.wireName());
    }
  }

  private static SecretBytes der(SecretBytes pem) throws InvalidRequest {
    byte[] text = pem.toArray();
    try {
      return PemReader.sequence(text, PRIVATE_LABELS)
          .map(SecretBytes::takeOver)
          .orElseThrow(
              () -> invalid(PRIVATE_KEY, ErrorCode.BAD_FORMAT, "expected a private key in PEM"));
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  private static void required(Form form, Field<?> field) throws InvalidRequest {
    if (form.get(field).isEmpty()) {
      throw invalid(field, ErrorCode.FIELD_REQUIRED, "the field is required");
    }
  }

  private static void unexpected(Form form, Field<?> field) throws InvalidRequest {
    if (form.get(field).isPresent()) {
      throw invalid(field, ErrorCode.UNEXPECTED_PROPERTY, "keys of this type have no such field");
    }
  }

  private static InvalidRequest invalid(Field<?> field, ErrorCode code, String detail) {
    return new InvalidRequest(Problem.at(field.pointer(), code, detail));
  }
}
