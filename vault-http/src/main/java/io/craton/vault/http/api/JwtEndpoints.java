package io.craton.vault.http.api;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.util.Base64URL;
import io.craton.vault.core.Limits;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Call;
import io.craton.vault.core.service.CryptoService.KeyChoice;
import io.craton.vault.core.service.CryptoService.KeyUsed;
import io.craton.vault.core.service.ItemDetails;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.core.service.VersionSelector;
import io.craton.vault.http.request.ErrorCode;
import io.craton.vault.http.request.Field;
import io.craton.vault.http.request.FieldType;
import io.craton.vault.http.request.FieldTypes;
import io.craton.vault.http.request.Form;
import io.craton.vault.http.request.InvalidRequest;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Sign and verify JSON Web Tokens (RFC 7519, RFC 7515), show public keys as JSON Web Keys.
/// Contract sections 2.22 to 2.24, 7.7 and 7.8.
final class JwtEndpoints {
  /// The key and version that a token was signed with.
  private static final Pattern KEY_ID = Pattern.compile("(pvi_[a-z2-7]{32})\\|([1-9][0-9]{0,8})");

  private static final Field<String> PAYLOAD =
      Field.required(
          "payload",
          FieldTypes.text(0, Limits.CRYPTO_INPUT_BYTES),
          "Signed as it is; not looked at.");

  private static final Field<SignedToken> JWS =
      Field.required(
          "jws",
          new FieldType<>(
              FieldTypes.text(1, Limits.BODY_BYTES).shape(),
              (value, pointer) -> token(FieldTypes.string(value), pointer)),
          "The token in compact form.");

  private final ApiServices services;

  JwtEndpoints(ApiServices services) {
    this.services = services;
  }

  List<Endpoint> all() {
    return List.of(
        new Endpoint("/v2/jwt/sign", "Token signed", Fields.schema(Fields.ID, PAYLOAD), this::sign),
        new Endpoint("/v2/jwt/verify", "Token checked", Fields.schema(JWS), this::verify),
        new Endpoint(
            "/v2/jwk/get",
            "Keys found",
            Fields.schema(Fields.ID, ReadEndpoints.SELECTOR),
            this::keys));
  }

  private Result sign(Call call, Form form) throws RequestRefused, Unavailable {
    Base64URL payload = Base64URL.encode(form.require(PAYLOAD));
    var signature =
        services
            .tokens()
            .sign(
                call,
                form.require(Fields.ID),
                key -> signingInput(key, payload).getBytes(StandardCharsets.US_ASCII));
    String jws =
        signingInput(signature.key(), payload)
            + "."
            + Base64URL.encode(signature.value().toArray());
    return out -> {
      out.writeStartObject();
      out.writeStringField("jws", jws);
      out.writeEndObject();
    };
  }

  private static String signingInput(KeyUsed key, Base64URL payload) {
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.parse(key.algorithm().wireName()))
            .type(JOSEObjectType.JWT)
            .keyID(key.id() + "|" + key.version())
            .build();
    return header.toBase64URL() + "." + payload;
  }

  private Result verify(Call call, Form form) throws RequestRefused, Unavailable {
    SignedToken token = form.require(JWS);
    var verification =
        services
            .tokens()
            .verify(call, token.key(), token.algorithm(), token.signingInput(), token.signature());
    return out -> {
      out.writeStartObject();
      out.writeBooleanField("valid_signature", verification.valid());
      out.writeEndObject();
    };
  }

  private Result keys(Call call, Form form) throws RequestRefused, Unavailable {
    VersionSelector selector =
        form.get(ReadEndpoints.SELECTOR).orElseGet(VersionSelector.Current::new);
    ItemDetails details = services.reader().get(call, form.require(Fields.ID), selector);
    return new JwkJson(JwkJson.publicKeys(details, selector));
  }

  /// A token as it was given.
  ///
  /// @param algorithm what its header says; not trusted
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record SignedToken(
      KeyChoice key, String algorithm, byte[] signingInput, byte[] signature) {}

  private static SignedToken token(String jws, String pointer) throws InvalidRequest {
    try {
      JWSObject token = JWSObject.parse(jws);
      if (token.getHeader().getCriticalParams() != null) {
        // RFC 7515 section 4.1.11: whoever does not know them must refuse.
        throw malformed(pointer, "extensions (crit) are not supported");
      }
      KeyChoice key =
          keyIn(token.getHeader().getKeyID())
              .orElseThrow(
                  () -> malformed(pointer, "expected kid to be the id and version of a key"));
      requireBase64Url(jws, pointer);
      return new SignedToken(
          key,
          token.getHeader().getAlgorithm().getName(),
          token.getSigningInput(),
          token.getSignature().decode());
    } catch (ParseException e) {
      throw malformed(pointer, "expected a JSON Web Signature in compact form");
    }
  }

  /// The library passes over characters that are none of the encoding.
  private static void requireBase64Url(String jws, String pointer) throws InvalidRequest {
    for (String part : jws.split("\\.", -1)) {
      try {
        if (part.endsWith("=")) {
          throw malformed(pointer, "expected base64url without padding");
        }
        var _ = Base64.getUrlDecoder().decode(part);
      } catch (IllegalArgumentException e) {
        throw malformed(pointer, "expected three parts in base64url");
      }
    }
  }

  private static Optional<KeyChoice> keyIn(@Nullable String kid) {
    Matcher parts = KEY_ID.matcher(kid == null ? "" : kid);
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
