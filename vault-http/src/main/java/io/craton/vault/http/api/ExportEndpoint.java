package io.craton.vault.http.api;

import io.craton.vault.core.Limits;
import io.craton.vault.core.algorithm.KeySpec;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Call;
import io.craton.vault.core.service.CryptoService.KeyChoice;
import io.craton.vault.core.service.ExportService.Exported;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.http.keys.GivenPublicKey;
import io.craton.vault.http.keys.KeyEncapsulation;
import io.craton.vault.http.keys.OaepSeal;
import io.craton.vault.http.request.ErrorCode;
import io.craton.vault.http.request.Field;
import io.craton.vault.http.request.FieldTypes;
import io.craton.vault.http.request.Form;
import io.craton.vault.http.request.InvalidRequest;
import io.craton.vault.http.request.Problem;
import java.util.List;
import java.util.Optional;

/// Export keys, in the clear or encrypted for somebody. Contract sections 2.26 and 9.
final class ExportEndpoint {
  static final String OAEP = "RSA-OAEP-4096-SHA512";
  static final String KEM = "RSA-NO-PADDING-4096-KEM";
  private static final KeySpec RECIPIENT = new KeySpec.Rsa(4096);

  private static final Field<String> ALGORITHM =
      Field.optional(
              "asymmetric_algorithm",
              FieldTypes.choice(List.of(OAEP, KEM)),
              "How the key is encrypted; in the clear if absent.")
          .orEmpty()
          .alias("encryption_algorithm");

  private static final Field<String> RECIPIENT_KEY =
      Field.optional(
              "asymmetric_public_key",
              FieldTypes.text(0, Limits.PEM_CHARS),
              "The RSA key of 4096 bits that it is encrypted for, in PEM.")
          .orEmpty()
          .alias("encryption_key");

  private static final Field<SecretBytes> PASSWORD =
      Field.optional(
          "kem_password",
          FieldTypes.secret(1, Limits.EXPORT_PASSWORD_CHARS),
          "What the encryption key is derived from besides; with " + KEM + " only.");

  private final ApiServices services;

  ExportEndpoint(ApiServices services) {
    this.services = services;
  }

  List<Endpoint> all() {
    return List.of(
        new Endpoint(
            "/v2/export",
            "Key exported",
            Fields.schema(Fields.ID, Fields.VERSION, ALGORITHM, RECIPIENT_KEY, PASSWORD),
            this::export));
  }

  private Result export(Call call, Form form) throws RequestRefused, Unavailable, InvalidRequest {
    Optional<GivenPublicKey> recipient = recipient(form);
    KeyChoice key = new KeyChoice(form.require(Fields.ID), form.get(Fields.VERSION));
    try (Exported exported = services.exports().export(call, key)) {
      return new ExportJson(
          exported.key(), exported.publicKey(), secret(call, form, recipient, exported));
    }
  }

  private static ExportJson.Secret secret(
      Call call, Form form, Optional<GivenPublicKey> recipient, Exported exported)
      throws Unavailable, InvalidRequest {
    if (recipient.isEmpty()) {
      return new ExportJson.Plain(KeyText.of(exported));
    }
    try (SecretBytes text = KeyText.of(exported)) {
      return form.get(PASSWORD).isPresent()
          ? new ExportJson.Encapsulated(
              KeyEncapsulation.seal(recipient.get(), form.require(PASSWORD), text, call.deadline()))
          : oaep(recipient.get(), text);
    }
  }

  private static ExportJson.Asymmetric oaep(GivenPublicKey recipient, SecretBytes text)
      throws InvalidRequest {
    int max = OaepSeal.maxBytes(recipient);
    if (text.size() > max) {
      throw invalid(
          ALGORITHM,
          ErrorCode.IS_TOO_BIG,
          "%s takes %d bytes, the key has %d: use %s".formatted(OAEP, max, text.size(), KEM));
    }
    return new ExportJson.Asymmetric(OaepSeal.seal(recipient, text));
  }

  /// Whom the key is encrypted for; empty for nobody.
  private static Optional<GivenPublicKey> recipient(Form form) throws InvalidRequest {
    boolean encrypted = form.get(ALGORITHM).isPresent();
    boolean kem = form.get(ALGORITHM).filter(KEM::equals).isPresent();
    if (!encrypted && form.get(RECIPIENT_KEY).isPresent()) {
      throw invalid(RECIPIENT_KEY, ErrorCode.IS_DEPENDENT_ON, "goes with asymmetric_algorithm");
    }
    if (encrypted && form.get(RECIPIENT_KEY).isEmpty()) {
      throw invalid(RECIPIENT_KEY, ErrorCode.FIELD_REQUIRED, "needed to encrypt the key");
    }
    if (!kem && form.get(PASSWORD).isPresent()) {
      throw invalid(PASSWORD, ErrorCode.IS_DEPENDENT_ON, "goes with " + KEM + " only");
    }
    if (kem && form.get(PASSWORD).isEmpty()) {
      throw invalid(PASSWORD, ErrorCode.FIELD_REQUIRED, "needed for " + KEM);
    }
    if (!encrypted) {
      return Optional.empty();
    }
    return Optional.of(
        GivenPublicKey.ofPem(form.require(RECIPIENT_KEY))
            .filter(key -> key.fits(RECIPIENT))
            .orElseThrow(() ->
                invalid(
                    RECIPIENT_KEY,
                    ErrorCode.BAD_FORMAT,
                    "expected an RSA key of 4096 bits in PEM")));
  }

  private static InvalidRequest invalid(Field<?> field, ErrorCode code, String detail) {
    return new InvalidRequest(Problem.at(field.pointer(), code, detail));
  }
}
