package io.craton.vault.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.craton.vault.core.Limits;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Call;
import io.craton.vault.core.service.CryptoService.KeyChoice;
import io.craton.vault.core.service.CryptoService.Plaintext;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.http.request.Field;
import io.craton.vault.http.request.FieldTypes;
import io.craton.vault.http.request.Form;
import io.craton.vault.http.wire.Pem;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// Sign, verify, encrypt, decrypt. Contract sections 2.12, 2.13, 2.20 and 2.21.
final class CryptoEndpoints {
  private static final Field<byte[]> MESSAGE =
      bytes("message", "The whole message, in base64; the vault hashes it as the algorithm says.");
  private static final Field<byte[]> SIGNATURE =
      bytes("signature", "The signature to check, in base64.");
  private static final Field<byte[]> PLAIN_TEXT =
      bytes("plain_text", "What to encrypt, in base64.");
  private static final Field<byte[]> CIPHER_TEXT =
      bytes("cipher_text", "What to decrypt, in base64, as it came from encrypt.");
  private static final Field<byte[]> ADDITIONAL_DATA =
      Field.optional(
          "additional_data",
          FieldTypes.base64(Limits.CRYPTO_INPUT_BYTES),
          "Authenticated but not encrypted, in base64; to decrypt, the same has to be given.");

  private final ApiServices services;

  CryptoEndpoints(ApiServices services) {
    this.services = services;
  }

  private static Field<byte[]> bytes(String name, String description) {
    return Field.required(name, FieldTypes.base64(Limits.CRYPTO_INPUT_BYTES), description);
  }

  List<Endpoint> all() {
    return List.of(
        new Endpoint(
            "/v2/sign",
            "Message signed",
            Fields.schema(Fields.ANY_ID, MESSAGE, Fields.VERSION),
            this::sign),
        new Endpoint(
            "/v2/verify",
            "Signature checked",
            Fields.schema(Fields.ANY_ID, MESSAGE, SIGNATURE, Fields.VERSION),
            this::verify),
        new Endpoint(
            "/v2/encrypt",
            "Data encrypted",
            Fields.schema(Fields.ANY_ID, PLAIN_TEXT, Fields.VERSION, ADDITIONAL_DATA),
            this::encrypt),
        new Endpoint(
            "/v2/decrypt",
            "Data decrypted",
            Fields.schema(Fields.ANY_ID, CIPHER_TEXT, Fields.VERSION, ADDITIONAL_DATA),
            this::decrypt));
  }

  private Result sign(Call call, Form form) throws RequestRefused, Unavailable {
    var signature = services.crypto().sign(call, key(form), form.require(MESSAGE));
    return out -> {
      KeyUsedJson.start(out, signature.key());
      out.writeStringField("signature", base64(signature.value()));
      out.writeStringField("public_key", Pem.of(signature.publicKey()));
      out.writeEndObject();
    };
  }

  private Result verify(Call call, Form form) throws RequestRefused, Unavailable {
    var verification =
        services.crypto().verify(call, key(form), form.require(MESSAGE), form.require(SIGNATURE));
    return out -> {
      KeyUsedJson.start(out, verification.key());
      out.writeBooleanField("valid_signature", verification.valid());
      out.writeEndObject();
    };
  }

  private Result encrypt(Call call, Form form) throws RequestRefused, Unavailable {
    var ciphertext =
        services.crypto().encrypt(call, key(form), form.require(PLAIN_TEXT), additionalData(form));
    return out -> {
      KeyUsedJson.start(out, ciphertext.key());
      out.writeStringField("cipher_text", base64(ciphertext.value()));
      out.writeEndObject();
    };
  }

  private Result decrypt(Call call, Form form) throws RequestRefused, Unavailable {
    return new PlaintextResult(
        services
            .crypto()
            .decrypt(call, key(form), form.require(CIPHER_TEXT), additionalData(form)));
  }

  private static KeyChoice key(Form form) throws RequestRefused {
    return new KeyChoice(Fields.lookUp(form.require(Fields.ANY_ID)), form.get(Fields.VERSION));
  }

  private static Optional<Bytes> additionalData(Form form) {
    return form.get(ADDITIONAL_DATA).map(Bytes::copyOf);
  }

  private static String base64(Bytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.toArray());
  }

  /// Writes the plaintext without making a string of it.
  private record PlaintextResult(Plaintext plaintext) implements Result {
    @Override
    public void write(JsonGenerator out) throws IOException {
      byte[] bytes = plaintext.value().toArray();
      byte[] encoded = Base64.getEncoder().encode(bytes);
      try {
        KeyUsedJson.start(out, plaintext.key());
        out.writeFieldName("plain_text");
        out.writeRawUTF8String(encoded, 0, encoded.length);
        out.writeEndObject();
      } finally {
        Arrays.fill(bytes, (byte) 0);
        Arrays.fill(encoded, (byte) 0);
      }
    }

    @Override
    public void close() {
      plaintext.value().close();
    }
  }
}
