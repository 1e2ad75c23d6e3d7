package io.craton.vault.http.api;

import io.craton.vault.core.Limits;
import io.craton.vault.core.algorithm.Purpose;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Call;
import io.craton.vault.core.service.CryptoService.KeyChoice;
import io.craton.vault.core.service.ItemDetails;
import io.craton.vault.core.service.KeyRules;
import io.craton.vault.core.service.KeyRules.Use;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.core.service.VersionSelector;
import io.craton.vault.http.request.ErrorCode;
import io.craton.vault.http.request.Field;
import io.craton.vault.http.request.FieldType;
import io.craton.vault.http.request.FieldTypes;
import io.craton.vault.http.request.Form;
import io.craton.vault.http.request.InvalidRequest;
import io.craton.vault.http.request.JsonReader;
import io.craton.vault.http.request.JsonValue;
import io.craton.vault.http.request.VersionSelectors;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sign and verify JSON Web Tokens, show public keys as JSON Web Keys. Contract sections 2.22 to
/// 2.24, 7.7 and 7.8. There are no keys of purpose jwt yet, so tokens are checked and refused.
final class JwtEndpoints {
  private static final String TOKENS = "signing and verifying of JSON Web Tokens";
  private static final int PARTS = 3;

  /// The key and version that a token was signed with.
  private static final Pattern KEY_ID = Pattern.compile("(pvi_[a-z2-7]{32})\\|([1-9][0-9]{0,8})");

  private static final Field<String> PAYLOAD =
      Field.required(
          "payload",
          FieldTypes.text(0, Limits.CRYPTO_INPUT_BYTES),
          "Signed as it is; not looked at.");

  private static final Field<KeyChoice> JWS =
      Field.required("jws", jws(), "The token in compact form.");

  private static final Field<VersionSelector> SELECTOR =
      Field.optional(
          "version", VersionSelectors.TYPE, "Which versions; the current one if absent.");

  private final ApiServices services;

  JwtEndpoints(ApiServices services) {
    this.services = services;
  }

  List<Endpoint> all() {
    return List.of(
        new Endpoint("/v2/jwt/sign", "Token signed", Fields.schema(Fields.ID, PAYLOAD), this::sign),
        new Endpoint("/v2/jwt/verify", "Token checked", Fields.schema(JWS), this::verify),
        new Endpoint("/v2/jwk/get", "Keys found", Fields.schema(Fields.ID, SELECTOR), this::keys));
  }

  private Result sign(Call call, Form form) throws RequestRefused, Unavailable {
    KeyChoice key = new KeyChoice(form.require(Fields.ID), Optional.empty());
    services.rules().requireUse(call, key, Purpose.JWT, Use.PRODUCE);
    throw KeyRules.notAvailable(TOKENS);
  }

  private Result verify(Call call, Form form) throws RequestRefused, Unavailable {
    services.rules().requireUse(call, form.require(JWS), Purpose.JWT, Use.CONSUME);
    throw KeyRules.notAvailable(TOKENS);
  }

  private Result keys(Call call, Form form) throws RequestRefused, Unavailable {
    VersionSelector selector = form.get(SELECTOR).orElseGet(VersionSelector.Current::new);
    ItemDetails details = services.reader().get(call, form.require(Fields.ID), selector);
    return new JwkJson(JwkJson.publicKeys(details, selector));
  }

  /// Reads no more of a token than which key it names: a signature over the rest is for that key to
  /// verify.
  private static FieldType<KeyChoice> jws() {
    FieldType<String> text = FieldTypes.text(1, Limits.BODY_BYTES);
    return new FieldType<>(
        text.shape(), (value, pointer) -> keyOf(FieldTypes.string(value), pointer));
  }

  private static KeyChoice keyOf(String jws, String pointer) throws InvalidRequest {
    String[] parts = jws.split("\\.", -1);
    if (parts.length != PARTS) {
      throw malformed(pointer, "expected three parts with dots between them");
    }
    byte[] header = decode(parts[0], pointer);
    decode(parts[1], pointer);
    decode(parts[2], pointer);
    return keyIn(header(header, pointer))
        .orElseThrow(() -> malformed(pointer, "expected kid to be the id and version of a key"));
  }

  private static byte[] decode(String part, String pointer) throws InvalidRequest {
    try {
      if (part.endsWith("=")) {
        throw malformed(pointer, "expected base64url without padding");
      }
      return Base64.getUrlDecoder().decode(part);
    } catch (IllegalArgumentException e) {
      throw malformed(pointer, "expected three parts in base64url");
    }
  }

  private static JsonValue.Members header(byte[] json, String pointer) throws InvalidRequest {
    try {
      return JsonReader.readObject(json);
    } catch (InvalidRequest e) {
      throw malformed(pointer, "expected the first part to be a JSON object");
    }
  }

  private static Optional<KeyChoice> keyIn(JsonValue.Members header) {
    if (!(header.members().get("kid") instanceof JsonValue.Text kid)) {
      return Optional.empty();
    }
    Matcher parts = KEY_ID.matcher(FieldTypes.string(kid));
    return parts.matches()
        ? ItemId.parse(parts.group(1))
            .map(id ->
                new KeyChoice(id, Optional.of(new VersionNumber(Integer.parseInt(parts.group(2))))))
        : Optional.empty();
  }

  private static InvalidRequest malformed(String pointer, String detail) {
    return FieldTypes.invalid(pointer, ErrorCode.BAD_FORMAT, detail);
  }
}
