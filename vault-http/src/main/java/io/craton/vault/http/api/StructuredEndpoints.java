package io.craton.vault.http.api;

import io.craton.vault.core.Limits;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Call;
import io.craton.vault.core.service.CryptoService.Ciphertexts;
import io.craton.vault.core.service.CryptoService.KeyChoice;
import io.craton.vault.core.service.CryptoService.KeyUsed;
import io.craton.vault.core.service.CryptoService.Plaintexts;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.http.jsonpath.SelectedText;
import io.craton.vault.http.request.ErrorCode;
import io.craton.vault.http.request.FieldTypes;
import io.craton.vault.http.request.Form;
import io.craton.vault.http.request.InvalidRequest;
import io.craton.vault.http.request.JsonText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Encrypt and decrypt parts of a document: all that the filter selects, or nothing. Contract
/// sections 2.14, 2.15 and 8.2.
final class StructuredEndpoints {
  private final ApiServices services;

  StructuredEndpoints(ApiServices services) {
    this.services = services;
  }

  List<Endpoint> all() {
    return List.of(
        new Endpoint(
            "/v2/encrypt_structured", "Data encrypted", StructuredFields.schema(), this::encrypt),
        new Endpoint(
            "/v2/decrypt_structured", "Data decrypted", StructuredFields.schema(), this::decrypt));
  }

  private Result encrypt(Call call, Form form) throws RequestRefused, Unavailable, InvalidRequest {
    KeyChoice key = StructuredFields.key(form);
    List<SelectedText> texts = StructuredFields.texts(form);
    List<byte[]> plaintexts = new ArrayList<>();
    try {
      for (SelectedText text : texts) {
        plaintexts.add(text.text().toUtf8());
        requireSize(plaintexts.getLast(), Limits.CRYPTO_INPUT_BYTES, text);
      }
      Ciphertexts done =
          services
              .crypto()
              .encryptAll(call, key, plaintexts, StructuredFields.additionalData(form));
      int max = done.key().algorithm().maxPlaintextBytes();
      Map<JsonText, JsonText> replaced = new HashMap<>();
      for (int i = 0; i < texts.size(); i++) {
        requireSize(plaintexts.get(i), max, texts.get(i));
        replaced.put(texts.get(i).text(), base64(done.values().get(i).orElseThrow()));
      }
      return result(done.key(), form, replaced);
    } finally {
      plaintexts.forEach(plaintext -> Arrays.fill(plaintext, (byte) 0));
    }
  }

  private Result decrypt(Call call, Form form) throws RequestRefused, Unavailable, InvalidRequest {
    KeyChoice key = StructuredFields.key(form);
    List<SelectedText> texts = StructuredFields.texts(form);
    List<byte[]> ciphertexts = new ArrayList<>();
    for (SelectedText text : texts) {
      ciphertexts.add(text.text().decodeBase64().orElseThrow(() -> undecryptable(text)));
      requireSize(ciphertexts.getLast(), Limits.CRYPTO_INPUT_BYTES, text);
    }
    try (Plaintexts done =
        services
            .crypto()
            .decryptAll(call, key, ciphertexts, StructuredFields.additionalData(form))) {
      Map<JsonText, JsonText> replaced = new HashMap<>();
      for (int i = 0; i < texts.size(); i++) {
        SelectedText text = texts.get(i);
        Optional<JsonText> plaintext = done.values().get(i).flatMap(StructuredEndpoints::utf8);
        if (plaintext.isEmpty()) {
          replaced.values().forEach(JsonText::wipe);
          throw undecryptable(text);
        }
        replaced.put(text.text(), plaintext.get());
      }
      return result(done.key(), form, replaced);
    }
  }

  private static Result result(KeyUsed key, Form form, Map<JsonText, JsonText> replaced) {
    return new DocumentResult(key, form.require(StructuredFields.DATA), replaced, Map.of());
  }

  private static JsonText base64(Bytes ciphertext) {
    return JsonText.of(Base64.getEncoder().encodeToString(ciphertext.toArray()));
  }

  private static Optional<JsonText> utf8(SecretBytes plaintext) {
    byte[] bytes = plaintext.toArray();
    try {
      return JsonText.ofUtf8(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static void requireSize(byte[] bytes, int max, SelectedText text) throws InvalidRequest {
    if (bytes.length > max) {
      throw FieldTypes.invalid(
          text.pointer(),
          ErrorCode.IS_TOO_BIG,
          "expected at most " + max + " bytes, found " + bytes.length);
    }
  }

  /// The same whatever is wrong with a ciphertext, from its base64 to its plaintext.
  private static InvalidRequest undecryptable(SelectedText text) {
    return FieldTypes.invalid(
        text.pointer(),
        ErrorCode.BAD_FORMAT,
        "the ciphertext cannot be decrypted with this key to a text");
  }
}
