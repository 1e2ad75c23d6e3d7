package io.craton.vault.http.api;

import io.craton.vault.core.Limits;
import io.craton.vault.core.algorithm.Purpose;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Call;
import io.craton.vault.core.service.CryptoService.KeyChoice;
import io.craton.vault.core.service.KeyRules;
import io.craton.vault.core.service.KeyRules.Use;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.http.request.ErrorCode;
import io.craton.vault.http.request.Field;
import io.craton.vault.http.request.FieldType;
import io.craton.vault.http.request.FieldTypes;
import io.craton.vault.http.request.Form;
import io.craton.vault.http.request.JsonValue;
import io.craton.vault.http.request.Shape;
import java.util.List;

/// Encrypt and decrypt parts of a document. Contract sections 2.14, 2.15, 2.18, 2.19 and 8. What
/// can be refused without the cryptography is; the cryptography is not there yet.
final class StructuredEndpoints {
  private static final Field<JsonValue> DATA =
      Field.required(
          "structured_data",
          new FieldType<>(new Shape.OpenObject(), (value, pointer) -> value),
          "The document.");

  private static final Field<String> FILTER =
      Field.required("filter", jsonPath(), "Which strings of the document, as JSONPath.");

  private static final Field<byte[]> ADDITIONAL_DATA =
      Field.optional(
          "additional_data",
          FieldTypes.base64(Limits.CRYPTO_INPUT_BYTES),
          "Authenticated, not encrypted; in base64.");

  private final ApiServices services;

  StructuredEndpoints(ApiServices services) {
    this.services = services;
  }

  List<Endpoint> all() {
    Field<?>[] structured = {Fields.ANY_ID, DATA, FILTER, Fields.VERSION, ADDITIONAL_DATA};
    return List.of(
        new Endpoint(
            "/v2/encrypt_structured",
            "Data encrypted",
            Fields.schema(structured),
            (call, form) -> check(call, form, Purpose.ENCRYPTION, Use.PRODUCE)),
        new Endpoint(
            "/v2/decrypt_structured",
            "Data decrypted",
            Fields.schema(structured),
            (call, form) -> check(call, form, Purpose.ENCRYPTION, Use.CONSUME)),
        new Endpoint(
            "/v2/encrypt_transform_structured",
            "Data encrypted",
            Fields.schema(structured).with(TransformFields.ALPHABET, TransformFields.TWEAK),
            (call, form) -> check(call, form, Purpose.FPE, Use.PRODUCE)),
        new Endpoint(
            "/v2/decrypt_transform_structured",
            "Data decrypted",
            Fields.schema(structured).with(TransformFields.ALPHABET, TransformFields.NEEDED_TWEAK),
            (call, form) -> check(call, form, Purpose.FPE, Use.CONSUME)));
  }

  private Result check(Call call, Form form, Purpose purpose, Use use)
      throws RequestRefused, Unavailable {
    KeyChoice key =
        new KeyChoice(Fields.lookUp(form.require(Fields.ANY_ID)), form.get(Fields.VERSION));
    services.rules().requireUse(call, key, purpose, use);
    throw KeyRules.notAvailable(
        purpose == Purpose.FPE
            ? "format-preserving encryption"
            : "the encryption of parts of a document");
  }

  /// Tells what cannot be an expression at all.
  private static FieldType<String> jsonPath() {
    FieldType<String> text = FieldTypes.text(1, Limits.JSON_PATH_CHARS);
    return new FieldType<>(
        text.shape(),
        (value, pointer) -> {
          String path = FieldTypes.string(value);
          if (!path.startsWith("$") || !isBalanced(path)) {
            throw FieldTypes.invalid(
                pointer,
                ErrorCode.BAD_FORMAT_JSON_PATH,
                "expected an expression such as $.users[*].name");
          }
          return path;
        });
  }

  /// Whether brackets and quotes are closed.
  private static boolean isBalanced(String path) {
    int open = 0;
    char quote = 0;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (quote != 0) {
        if (c == '\\') {
          i++;
        } else if (c == quote) {
          quote = 0;
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '[') {
        open++;
      } else if (c == ']') {
        open--;
      }
      if (open < 0) {
        return false;
      }
    }
    return open == 0 && quote == 0;
  }
}
