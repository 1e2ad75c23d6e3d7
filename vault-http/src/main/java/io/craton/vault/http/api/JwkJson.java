package io.craton.vault.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.nimbusds.jose.util.Base64URL;
import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.algorithm.Curve;
import io.craton.vault.core.algorithm.Digest;
import io.craton.vault.core.algorithm.KeySpec;
import io.craton.vault.core.algorithm.Purpose;
import io.craton.vault.core.algorithm.Scheme;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.service.ItemDetails;
import io.craton.vault.core.service.ItemDetails.VersionDetails;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.core.service.VersionSelector;
import io.craton.vault.http.keys.GivenPublicKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// Public keys as JSON Web Keys (RFC 7517, RFC 7518 §6, RFC 8037 §2). Contract section 7.8: no
/// private members ever.
record JwkJson(List<Key> keys) implements Result {
  private static final int ED25519_BYTES = 32;
  private static final Set<Purpose> PURPOSES = Set.of(Purpose.JWT, Purpose.SIGNING);

  /// A version of a key.
  ///
  /// @param kid item id and version
  record Key(String kid, Algorithm algorithm, Bytes spki) {}

  /// The public keys of what was selected, without those of destroyed versions.
  ///
  /// @throws RequestRefused when the item is no key pair for signatures, its algorithm has no JSON
  ///   Web Keys, or the one version that was selected is destroyed
  static List<Key> publicKeys(ItemDetails details, VersionSelector selector) throws RequestRefused {
    if (!(details.item().kind() instanceof ItemKind.Key kind)) {
      throw new RequestRefused(
          Rejection.Code.WRONG_TYPE, "item " + details.item().id() + " is not a key");
    }
    if (!kind.algorithm().asymmetric() || !PURPOSES.contains(kind.algorithm().purpose())) {
      throw new RequestRefused(
          Rejection.Code.WRONG_PURPOSE,
          "key " + details.item().id() + " has no public part that verifies signatures");
    }
    if (kind.algorithm().software()) {
      throw new RequestRefused(
          Rejection.Code.WRONG_PURPOSE,
          "there are no JSON Web Keys of " + kind.algorithm().wireName());
    }
    List<Key> keys = new ArrayList<>();
    for (VersionDetails version : details.versions()) {
      String kid = details.item().id() + "|" + version.summary().number();
      version.publicKey().ifPresent(key -> keys.add(new Key(kid, kind.algorithm(), key.spki())));
    }
    if (keys.isEmpty() && isOne(selector)) {
      throw new RequestRefused(Rejection.Code.VERSION_NOT_USABLE, "the version is destroyed");
    }
    return keys;
  }

  private static boolean isOne(VersionSelector selector) {
    return switch (selector) {
      case VersionSelector.Current current -> true;
      case VersionSelector.Numbered numbered -> true;
      case VersionSelector.FromEnd fromEnd -> true;
      case VersionSelector.Last last -> false;
      case VersionSelector.All all -> false;
    };
  }

  @Override
  public void write(JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeArrayFieldStart("keys");
    for (Key key : keys) {
      out.writeStartObject();
      out.writeStringField("kid", key.kid());
      out.writeStringField("alg", name(key.algorithm()));
      members(out, key);
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private static String name(Algorithm algorithm) {
    return switch (algorithm.scheme()) {
      case Scheme.Ecdsa ecdsa -> algorithm.wireName();
      case Scheme.PureEdDsa eddsa -> "EdDSA";
      case Scheme.RsaPss(Digest digest) -> digest == Digest.SHA512 ? "PS512" : "PS256";
      case Scheme.RsaPkcs1 pkcs1 -> "RS256";
      default -> throw new IllegalStateException(algorithm + " has no JWK");
    };
  }

  /// The last bytes of an EC or Edwards key's structure are the point.
  private static void members(JsonGenerator out, Key key) throws IOException {
    byte[] spki = key.spki().toArray();
    switch (key.algorithm().keySpec()) {
      case KeySpec.Ec(Curve curve) -> {
        int bytes = curve.coordinateBytes();
        out.writeStringField("kty", "EC");
        out.writeStringField("crv", curve.jwkName());
        out.writeStringField("x", base64(spki, spki.length - 2 * bytes, bytes));
        out.writeStringField("y", base64(spki, spki.length - bytes, bytes));
      }
      case KeySpec.Ed25519 ed -> {
        out.writeStringField("kty", "OKP");
        out.writeStringField("crv", "Ed25519");
        out.writeStringField("x", base64(spki, spki.length - ED25519_BYTES, ED25519_BYTES));
      }
      case KeySpec.Rsa rsa -> {
        GivenPublicKey parsed =
            GivenPublicKey.ofSpki(spki)
                .orElseThrow(() ->
                    new IllegalStateException("the public key of " + key.kid() + " is malformed"));
        out.writeStringField("kty", "RSA");
        out.writeStringField("n", Base64URL.encode(parsed.modulus()).toString());
        out.writeStringField("e", Base64URL.encode(parsed.exponent()).toString());
      }
      case KeySpec.Aes aes -> throw new IllegalStateException("a symmetric key has no JWK");
      case KeySpec.Hmac hmac -> throw new IllegalStateException("a symmetric key has no JWK");
      case KeySpec.PostQuantum set -> throw new IllegalStateException(set + " has no JWK");
    }
  }

  private static String base64(byte[] bytes, int from, int length) {
    return Base64URL.encode(Arrays.copyOfRange(bytes, from, from + length)).toString();
  }
}
