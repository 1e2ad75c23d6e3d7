package io.craton.vault.http.api;

import io.craton.vault.core.Limits;
import io.craton.vault.core.algorithm.Alphabet;
import io.craton.vault.core.port.FormatPreserver.Direction;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Call;
import io.craton.vault.core.service.CryptoService.KeyChoice;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.core.service.TransformService.Transformed;
import io.craton.vault.http.api.TransformFields.GivenTweak;
import io.craton.vault.http.request.Field;
import io.craton.vault.http.request.FieldTypes;
import io.craton.vault.http.request.Form;
import io.craton.vault.http.request.InvalidRequest;
import java.util.List;

/// Encrypt and decrypt a text so that it keeps its form. Contract sections 2.16, 2.17 and 8.3.
final class TransformEndpoints {
  private static final Field<String> PLAIN_TEXT =
      Field.required("plain_text", FieldTypes.text(0, Limits.SECRET_CHARS), "The text, as it is.");

  private static final Field<String> CIPHER_TEXT =
      Field.required("cipher_text", FieldTypes.text(0, Limits.SECRET_CHARS), "The encrypted text.");

  private final ApiServices services;

  TransformEndpoints(ApiServices services) {
    this.services = services;
  }

  List<Endpoint> all() {
    return List.of(
        new Endpoint(
            "/v2/encrypt_transform",
            "Text encrypted",
            Fields.schema(
                Fields.ANY_ID,
                PLAIN_TEXT,
                TransformFields.ALPHABET,
                TransformFields.TWEAK,
                Fields.VERSION),
            this::encrypt),
        new Endpoint(
            "/v2/decrypt_transform",
            "Text decrypted",
            Fields.schema(
                Fields.ANY_ID,
                CIPHER_TEXT,
                TransformFields.ALPHABET,
                TransformFields.NEEDED_TWEAK,
                Fields.VERSION),
            this::decrypt));
  }

  private Result encrypt(Call call, Form form) throws RequestRefused, Unavailable, InvalidRequest {
    GivenTweak tweak = form.get(TransformFields.TWEAK).orElseGet(TransformFields::newTweak);
    Transformed done = transform(call, form, PLAIN_TEXT, Direction.ENCRYPT, tweak);
    return out -> {
      KeyUsedJson.start(out, done.key());
      out.writeStringField("cipher_text", done.texts().getFirst());
      out.writeStringField("tweak", tweak.text());
      out.writeStringField("alphabet", form.require(TransformFields.ALPHABET).wireName());
      out.writeEndObject();
    };
  }

  private Result decrypt(Call call, Form form) throws RequestRefused, Unavailable, InvalidRequest {
    GivenTweak tweak = form.require(TransformFields.NEEDED_TWEAK);
    Transformed done = transform(call, form, CIPHER_TEXT, Direction.DECRYPT, tweak);
    return out -> {
      KeyUsedJson.start(out, done.key());
      out.writeStringField("plain_text", done.texts().getFirst());
      out.writeEndObject();
    };
  }

  private Transformed transform(
      Call call, Form form, Field<String> text, Direction direction, GivenTweak tweak)
      throws RequestRefused, Unavailable, InvalidRequest {
    Alphabet alphabet = form.require(TransformFields.ALPHABET);
    TransformFields.requireLength(alphabet, form.require(text), text.pointer());
    KeyChoice key =
        new KeyChoice(Fields.lookUp(form.require(Fields.ANY_ID)), form.get(Fields.VERSION));
    return services
        .transforms()
        .transform(call, key, direction, tweak.value(), alphabet, List.of(form.require(text)));
  }
}
