package io.craton.vault.node.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A schema of Wycheproof's test vectors, by the `type` of its groups: which key of the vault a
/// test needs, and what the vault is asked with it.
enum WycheproofSchema {
  /// AES-GCM with 256-bit keys, 96-bit nonces and 128-bit tags.
  AEAD_TEST("AeadTest", "AES-GCM") {
    @Override
    Optional<String> algorithm(JsonNode group) {
      return when(
          group.path("ivSize").asInt() == 96 && group.path("tagSize").asInt() == 128,
          "AES-GCM-" + group.path("keySize").asInt());
    }

    @Override
    ObjectNode key(JsonNode group, JsonNode test, String algorithm) {
      return symmetric(bytes(test, "key"), algorithm);
    }

    @Override
    Verdict ask(ApiClient client, String id, String algorithm, JsonNode test)
        throws IOException, InterruptedException {
      byte[] sealed = concatenate(bytes(test, "iv"), bytes(test, "ct"), bytes(test, "tag"));
      return opened(decrypt(client, id, sealed, bytes(test, "aad")), bytes(test, "msg"));
    }
  },

  /// AES-CBC. The padding of PKCS #5 is not the vault's: it is part of the plaintext here, and
  /// looked at by this runner.
  IND_CPA_TEST("IndCpaTest", "AES-CBC-PKCS5") {
    @Override
    Optional<String> algorithm(JsonNode group) {
      return when(group.path("ivSize").asInt() == 128, "AES-CBC-" + group.path("keySize").asInt());
    }

    @Override
    ObjectNode key(JsonNode group, JsonNode test, String algorithm) {
      return symmetric(bytes(test, "key"), algorithm);
    }

    @Override
    Verdict ask(ApiClient client, String id, String algorithm, JsonNode test)
        throws IOException, InterruptedException {
      byte[] blocks = bytes(test, "ct");
      byte[] length = new byte[4];
      for (int i = 0; i < length.length; i++) {
        length[i] = (byte) (blocks.length >>> (8 * i));
      }
      byte[] sealed = concatenate(length, bytes(test, "iv"), blocks);
      return opened(
          decrypt(client, id, sealed, new byte[0]).flatMap(WycheproofSchema::unpadded),
          bytes(test, "msg"));
    }
  },

  /// RSA-OAEP without a label, MGF1 with the same digest.
  RSAES_OAEP_DECRYPT("RsaesOaepDecrypt") {
    @Override
    Optional<String> algorithm(JsonNode group) {
      return when(
          group.path("mgf").asText().equals("MGF1")
              && group.path("mgfSha").asText().equals(group.path("sha").asText()),
          "RSA-OAEP-%s-%s".formatted(group.path("keySize").asText(), sha(group)));
    }

    @Override
    ObjectNode key(JsonNode group, JsonNode test, String algorithm)
        throws GeneralSecurityException {
      byte[] pkcs8 = bytes(group, "privateKeyPkcs8");
      KeyFactory factory = KeyFactory.getInstance("RSA");
      PrivateKey key = factory.generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      if (!(key instanceof RSAPrivateCrtKey crt)) {
        throw new GeneralSecurityException("no private key of RSA in full");
      }
      byte[] spki =
          factory
              .generatePublic(new RSAPublicKeySpec(crt.getModulus(), crt.getPublicExponent()))
              .getEncoded();
      return body("asymmetric_key", "encryption", algorithm)
          .put("private_key", pem("PRIVATE KEY", pkcs8))
          .put("public_key", pem("PUBLIC KEY", spki));
    }

    @Override
    Verdict ask(ApiClient client, String id, String algorithm, JsonNode test)
        throws IOException, InterruptedException {
      if (bytes(test, "label").length > 0) {
        return Verdict.NOT_APPLICABLE;
      }
      return opened(decrypt(client, id, bytes(test, "ct"), new byte[0]), bytes(test, "msg"));
    }
  },

  RSASSA_PKCS1_VERIFY("RsassaPkcs1Verify") {
    @Override
    Optional<String> algorithm(JsonNode group) {
      return Optional.of(
          "RSA-PKCS1V15-%s-%s".formatted(group.path("keySize").asText(), sha(group)));
    }
  },

  RSASSA_PSS_VERIFY("RsassaPssVerify") {
    @Override
    Optional<String> algorithm(JsonNode group) {
      int digestBytes = sha(group).equals("SHA512") ? 64 : 32;
      return when(
          group.path("mgfSha").asText().equals(group.path("sha").asText())
              && group.path("sLen").asInt() == digestBytes,
          "RSA-PSS-%s-%s".formatted(group.path("keySize").asText(), sha(group)));
    }
  },

  /// ECDSA, DER.
  ECDSA_VERIFY("EcdsaVerify") {
    @Override
    Optional<String> algorithm(JsonNode group) {
      return ecdsa(group);
    }
  },

  /// ECDSA, r‖s.
  ECDSA_P1363_VERIFY("EcdsaP1363Verify") {
    @Override
    Optional<String> algorithm(JsonNode group) {
      return ecdsa(group);
    }
  },

  EDDSA_VERIFY("EddsaVerify") {
    @Override
    Optional<String> algorithm(JsonNode group) {
      return when(group.path("publicKey").path("curve").asText().equals("edwards25519"), "ED25519");
    }
  },

  /// ML-DSA with an empty context.
  ML_DSA_VERIFY("MlDsaVerify") {
    @Override
    Optional<String> algorithm(JsonNode group) {
      return switch (bytes(group, "publicKey").length) {
        case 1312 -> Optional.of("ML-DSA-44");
        case 1952 -> Optional.of("ML-DSA-65");
        case 2592 -> Optional.of("ML-DSA-87");
        default -> Optional.empty();
      };
    }

    @Override
    Verdict ask(ApiClient client, String id, String algorithm, JsonNode test)
        throws IOException, InterruptedException {
      return bytes(test, "ctx").length > 0
          ? Verdict.NOT_APPLICABLE
          : super.ask(client, id, algorithm, test);
    }
  };

  private static final Map<String, String> ECDSA =
      Map.of(
          "secp256r1 SHA-256", "ES256",
          "secp384r1 SHA-384", "ES384",
          "secp521r1 SHA-512", "ES512",
          "secp256k1 SHA-256", "ES256K");

  private final String type;

  /// The algorithm of the file, where several share a type.
  private final String of;

  WycheproofSchema(String type) {
    this(type, "");
  }

  WycheproofSchema(String type, String of) {
    this.type = type;
    this.of = of;
  }

  /// What the vault made of a test.
  enum Verdict {
    ACCEPTED,
    REFUSED,
    /// The vault cannot be asked this.
    NOT_APPLICABLE
  }

  /// The schema of a group; empty for those of other algorithms.
  static Optional<WycheproofSchema> of(JsonNode file, JsonNode group) {
    return Arrays.stream(values())
        .filter(schema -> schema.type.equals(group.path("type").asText()))
        .filter(schema -> schema.of.isEmpty() || schema.of.equals(file.path("algorithm").asText()))
        .findFirst();
  }

  /// The vault's name for what the group tests; empty when it has none.
  abstract Optional<String> algorithm(JsonNode group);

  /// The body that imports the key of a test.
  ObjectNode key(JsonNode group, JsonNode test, String algorithm) throws GeneralSecurityException {
    JsonNode der = group.has("publicKeyDer") ? group.path("publicKeyDer") : group.path("keyDer");
    byte[] spki = HexFormat.of().parseHex(der.asText());
    return body("asymmetric_key", "signing", algorithm).put("public_key", pem("PUBLIC KEY", spki));
  }

  /// Asks the vault.
  Verdict ask(ApiClient client, String id, String algorithm, JsonNode test)
      throws IOException, InterruptedException {
    ApiAnswer answer =
        client.call(
            "verify",
            "{'id':'%s','message':'%s','signature':'%s'}",
            id,
            base64(bytes(test, "msg")),
            base64(bytes(test, "sig")));
    if (answer.http() == 400 && answer.status().equals("ValidationError")) {
      return Verdict.REFUSED;
    }
    return answer.orFail().path("valid_signature").asBoolean() ? Verdict.ACCEPTED : Verdict.REFUSED;
  }

  private static Optional<String> ecdsa(JsonNode group) {
    String curve = group.path("publicKey").path("curve").asText();
    return Optional.ofNullable(ECDSA.get(curve + " " + group.path("sha").asText()));
  }

  private static Optional<byte[]> decrypt(ApiClient client, String id, byte[] sealed, byte[] aad)
      throws IOException, InterruptedException {
    String more = aad.length == 0 ? "" : ",'additional_data':'" + base64(aad) + "'";
    ApiAnswer answer =
        client.call(
            "decrypt", "{'id':'%s','cipher_text':'%s'%s}".formatted(id, base64(sealed), more));
    if (answer.http() == 400) {
      return Optional.empty();
    }
    return Optional.of(Base64.getDecoder().decode(answer.orFail().path("plain_text").asText()));
  }

  private static Verdict opened(Optional<byte[]> plaintext, byte[] expected) {
    return plaintext.filter(found -> Arrays.equals(found, expected)).isPresent()
        ? Verdict.ACCEPTED
        : Verdict.REFUSED;
  }

  /// Without the padding of PKCS #5; empty when that is malformed.
  private static Optional<byte[]> unpadded(byte[] padded) {
    int count = padded.length == 0 ? 0 : padded[padded.length - 1];
    if (count < 1 || count > 16 || count > padded.length) {
      return Optional.empty();
    }
    for (byte each : Arrays.copyOfRange(padded, padded.length - count, padded.length)) {
      if (each != count) {
        return Optional.empty();
      }
    }
    return Optional.of(Arrays.copyOf(padded, padded.length - count));
  }

  private static ObjectNode body(String type, String purpose, String algorithm) {
    return ApiClient.JSON
        .createObjectNode()
        .put("type", type)
        .put("purpose", purpose)
        .put("algorithm", algorithm);
  }

  private static ObjectNode symmetric(byte[] key, String algorithm) {
    return body("symmetric_key", "encryption", algorithm).put("key", base64(key));
  }

  private static String sha(JsonNode group) {
    return group.path("sha").asText().replace("-", "");
  }

  private static Optional<String> when(boolean condition, String name) {
    return condition ? Optional.of(name) : Optional.empty();
  }

  private static byte[] bytes(JsonNode node, String field) {
    return HexFormat.of().parseHex(node.path(field).asText(""));
  }

  private static byte[] concatenate(byte[]... parts) {
    byte[] whole = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
    int at = 0;
    for (byte[] part : List.of(parts)) {
      System.arraycopy(part, 0, whole, at, part.length);
      at += part.length;
    }
    return whole;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), label);
  }
}
