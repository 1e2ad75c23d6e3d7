package io.craton.vault.http.api;

import io.craton.vault.core.Limits;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.service.CryptoService.KeyChoice;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.http.jsonpath.JsonPath;
import io.craton.vault.http.jsonpath.SelectedText;
import io.craton.vault.http.request.Field;
import io.craton.vault.http.request.FieldType;
import io.craton.vault.http.request.FieldTypes;
import io.craton.vault.http.request.Form;
import io.craton.vault.http.request.InvalidRequest;
import io.craton.vault.http.request.JsonValue;
import io.craton.vault.http.request.RequestSchema;
import java.util.List;
import java.util.Optional;

/// Fields of the operations on parts of documents. Contract sections 8.1 and 8.2.
final class StructuredFields {
  static final Field<JsonValue.Members> DATA =
      Field.required("structured_data", FieldTypes.DOCUMENT, "The document.");

  private static final Field<JsonPath> FILTER =
      Field.required(
          "filter",
          jsonPath(),
          "Which strings of the document, as JSONPath (RFC 9535) without match and search.");

  private static final Field<byte[]> ADDITIONAL_DATA =
      Field.optional(
          "additional_data",
          FieldTypes.base64(Limits.CRYPTO_INPUT_BYTES),
          "Authenticated with each string but not encrypted, in base64; to decrypt, the same has to"
              + " be given.");

  private StructuredFields() {}

  /// The fields that all these operations have, with those that one has besides.
  static RequestSchema schema(Field<?>... more) {
    return Fields.schema(Fields.ANY_ID, DATA, FILTER, Fields.VERSION, ADDITIONAL_DATA).with(more);
  }

  /// The strings that the filter selects.
  static List<SelectedText> texts(Form form) throws InvalidRequest {
    return form.require(FILTER).selectTexts(form.require(DATA), DATA.pointer());
  }

  static KeyChoice key(Form form) throws RequestRefused {
    return new KeyChoice(Fields.lookUp(form.require(Fields.ANY_ID)), form.get(Fields.VERSION));
  }

  static Optional<Bytes> additionalData(Form form) {
    return form.get(ADDITIONAL_DATA).map(Bytes::copyOf);
  }

  private static FieldType<JsonPath> jsonPath() {
    return new FieldType<>(
        FieldTypes.text(1, Limits.JSON_PATH_CHARS).shape(),
        (value, pointer) -> JsonPath.parse(FieldTypes.string(value), pointer));
  }
}
