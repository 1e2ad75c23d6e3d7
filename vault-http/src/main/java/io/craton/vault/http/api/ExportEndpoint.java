package io.craton.vault.http.api;

import io.craton.vault.core.Limits;
import io.craton.vault.core.algorithm.KeySpec;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Call;
import io.craton.vault.core.service.CryptoService.KeyChoice;
import io.craton.vault.core.service.KeyRules;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.http.request.ErrorCode;
import io.craton.vault.http.request.Field;
import io.craton.vault.http.request.FieldTypes;
import io.craton.vault.http.request.Form;
import io.craton.vault.http.request.InvalidRequest;
import io.craton.vault.http.request.Problem;
import io.craton.vault.http.request.PublicKeys;
import java.util.List;

/// Export keys. Contract sections 2.26 and 9.1. Everything is checked; the key does not leave yet.
final class ExportEndpoint {
  private static final String KEM = "RSA-NO-PADDING-4096-KEM";
  private static final KeySpec RECIPIENT = new KeySpec.Rsa(4096);

  private static final Field<String> ALGORITHM =
      Field.optional(
              "asymmetric_algorithm",
              FieldTypes.choice(List.of("RSA-OAEP-4096-SHA512", KEM)),
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
    requireRecipient(form);
    KeyChoice key = new KeyChoice(form.require(Fields.ID), form.get(Fields.VERSION));
    services.rules().requireExport(call, key);
    throw KeyRules.notAvailable("the export of keys");
  }

  private static void requireRecipient(Form form) throws InvalidRequest {
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
    boolean fits =
        form.get(RECIPIENT_KEY)
            .map(pem ->
                PublicKeys.ofPem(pem).filter(key -> PublicKeys.fits(key, RECIPIENT)).isPresent())
            .orElse(true);
    if (!fits) {
      throw invalid(RECIPIENT_KEY, ErrorCode.BAD_FORMAT, "expected an RSA key of 4096 bits in PEM");
    }
  }

  private static InvalidRequest invalid(Field<?> field, ErrorCode code, String detail) {
    return new InvalidRequest(Problem.at(field.pointer(), code, detail));
  }
}
