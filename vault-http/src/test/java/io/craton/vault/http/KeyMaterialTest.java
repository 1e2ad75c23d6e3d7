package io.craton.vault.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.vault.http.TestApi.Reply;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.PBEParametersGenerator;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Keys that come in and go out. Contract sections 2.10, 2.11, 2.26, 7.6 and 9.
@TestInstance(Lifecycle.PER_CLASS)
class KeyMaterialTest {
  private static final String AES = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

  private final TestApi api = TestApi.start();

  @AfterAll
  void stop() {
    api.close();
  }

  private void forbidden(String path, String id, String more, String summary) {
    Reply reply = api.post(path, "{'id':'" + id + "'" + more + "}");
    assertThat(reply.status()).as(reply.http().body()).isEqualTo("ForbiddenVaultOperation");
    assertThat(reply.body().get("summary").asText()).contains(summary);
  }

  private static KeyPair pair(String name) throws GeneralSecurityException {
    if (name.startsWith("RSA")) {
      KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
      rsa.initialize(Integer.parseInt(name.substring(3)));
      return rsa.generateKeyPair();
    }
    if (name.equals("Ed25519")) {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }
    KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
    ec.initialize(new ECGenParameterSpec(name));
    return ec.generateKeyPair();
  }

  /// @param lineEnd as JSON writes it
  private static String pem(String label, byte[] der, String lineEnd) {
    String lines =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(der)
            .replace("\n", lineEnd);
    return "-----BEGIN %1$s-----%3$s%2$s%3$s-----END %1$s-----".formatted(label, lines, lineEnd);
  }

  private static String halves(KeyPair pair) {
    return "'public_key':'"
        + pem("PUBLIC KEY", pair.getPublic().getEncoded(), "\\n")
        + "','private_key':'"
        + pem("PRIVATE KEY", pair.getPrivate().getEncoded(), "\\r\\n")
        + "'";
  }

  @ParameterizedTest
  @CsvSource({
    "Ed25519, signing, ED25519",
    "secp256r1, signing, ES256",
    "secp384r1, jwt, ES384",
    "secp521r1, pki, ECDSA-SHA512",
    "RSA2048, signing, RSA-PKCS1V15-2048-SHA256",
    "RSA3072, encryption, RSA-OAEP-3072-SHA256",
  })
  void aPairComesInAndGoesOutAsTheSameKey(String kind, String purpose, String algorithm)
      throws Exception {
    KeyPair pair = pair(kind);
    String id =
        api.ok(
                "/v2/key/store",
                "{'type':'asymmetric_key','purpose':'%s','algorithm':'%s','exportable':true,%s}"
                    .formatted(purpose, algorithm, halves(pair)))
            .get("id")
            .asText();
    JsonNode exported = api.ok("/v2/export", "{'id':'" + id + "'}");
    assertThat(exported.get("encryption_type").asText()).isEqualTo("none");
    assertThat(exported.get("type").asText()).isEqualTo("asymmetric_key");
    assertThat(exported.get("enabled").asBoolean()).isTrue();
    assertThat(exported.has("key")).isFalse();
    String publicKey = exported.get("public_key").asText();
    assertThat(publicKey)
        .isEqualTo(
            api.ok("/v2/get", "{'id':'" + id + "'}").at("/item_versions/0/public_key").asText());
    String again =
        api.ok(
                "/v2/key/store",
                "{'purpose':'%s','algorithm':'%s','exportable':true,'public_key':'%s','private_key':'%s'}"
                    .formatted(
                        purpose,
                        algorithm,
                        publicKey.replace("\n", "\\n"),
                        exported.get("private_key").asText().replace("\n", "\\n")))
            .get("id")
            .asText();
    assertThat(api.ok("/v2/export", "{'id':'" + again + "'}").get("public_key").asText())
        .isEqualTo(publicKey);
  }

  @Test
  void aSymmetricKeyComesInAndGoesOutAsTheSameKey() {
    String id =
        api.ok("/v2/key/store", "{'algorithm':'AES-CBC-256','exportable':true,'key':'" + AES + "'}")
            .get("id")
            .asText();
    JsonNode exported = api.ok("/v2/export", "{'id':'" + id + "'}");
    assertThat(exported.get("key").asText()).isEqualTo(AES);
    assertThat(exported.get("type").asText()).isEqualTo("symmetric_key");
    assertThat(exported.has("public_key")).isFalse();
    assertThat(exported.has("private_key")).isFalse();
    JsonNode rotated =
        api.ok("/v2/key/rotate", "{'id':'" + id + "','key':'" + AES.replace("M", "N") + "'}");
    assertThat(rotated.get("num_versions").asInt()).isEqualTo(2);
    assertThat(api.ok("/v2/export", "{'id':'" + id + "'}").get("key").asText())
        .isEqualTo(AES.replace("M", "N"));
    assertThat(api.ok("/v2/export", "{'id':'" + id + "','version':1}").get("key").asText())
        .isEqualTo(AES);
  }

  @Test
  void anImportThatDoesNotFitIsRefusedAndLeavesNothing() throws Exception {
    int before = api.hsmKeys();
    KeyPair ed = pair("Ed25519");
    KeyPair other = pair("Ed25519");
    String signing = "{'purpose':'signing','algorithm':'ED25519',";
    KeyPair mixed = new KeyPair(ed.getPublic(), other.getPrivate());
    assertThat(api.post("/v2/key/store", signing + halves(mixed) + "}").firstError())
        .isEqualTo("BadFormat /private_key");
    KeyPair swapped = new KeyPair(ed.getPublic(), null);
    String publicPem = pem("PUBLIC KEY", swapped.getPublic().getEncoded(), "\\n");
    assertThat(
            api.post(
                    "/v2/key/store",
                    signing + "'public_key':'" + publicPem + "','private_key':'" + publicPem + "'}")
                .firstError())
        .isEqualTo("BadFormat /private_key");
    assertThat(
            api.post(
                    "/v2/key/store", "{'purpose':'signing','algorithm':'ES256'," + halves(ed) + "}")
                .firstError())
        .isEqualTo("BadFormat /public_key");
    for (String unfit :
        List.of(
            "'algorithm':'AES-GCM-256','key':'AAAA'",
            "'algorithm':'AES-CBC-128','key':'" + AES + "'",
            "'purpose':'jwt','algorithm':'HS512','key':'" + AES + "'")) {
      assertThat(api.post("/v2/key/store", "{" + unfit + "}").firstError())
          .as(unfit)
          .isEqualTo("BadFormat /key");
    }
    api.ok("/v2/secret/store", "{'secret':'s','name':'taken','folder':'/import'}");
    assertThat(
            api.post(
                    "/v2/key/store",
                    "{'algorithm':'AES-GCM-256','key':'"
                        + AES
                        + "','name':'taken','folder':'/import'}")
                .firstError())
        .isEqualTo("ItemNotUnique /name");
    String id = api.key("asymmetric_key", "signing", "ED25519");
    assertThat(api.post("/v2/key/rotate", "{'id':'" + id + "','key':'AAAA'}").firstError())
        .isEqualTo("UnexpectedProperty /key");
    forbidden("/v2/key/rotate", api.secret("s"), ",'key':'AAAA'", "not a key");
    assertThat(api.ok("/v2/get", "{'id':'" + id + "'}").get("num_versions").asInt()).isEqualTo(1);
    assertThat(api.hsmKeys()).isEqualTo(before + 1);
  }

  private String exportable() {
    return api.ok(
            "/v2/key/generate", "{'purpose':'signing','algorithm':'ED25519','exportable':true}")
        .get("id")
        .asText();
  }

  @Test
  void exportFollowsTypeFlagVersionAvailabilityAndState() {
    String id = exportable();
    forbidden("/v2/export", api.secret("s"), "", "not a key");
    forbidden(
        "/v2/export", api.key("asymmetric_key", "signing", "ES256"), "", "not to be exported");
    assertThat(api.post("/v2/export", "{'id':'" + id + "','version':7}").status())
        .isEqualTo("VaultItemNotFound");
    for (String state : List.of("suspended", "deactivated")) {
      api.ok("/v2/state/change", "{'id':'" + id + "','state':'" + state + "'}");
      api.ok("/v2/export", "{'id':'" + id + "'}");
    }
    api.ok("/v2/update", "{'id':'" + id + "','enabled':false}");
    forbidden("/v2/export", id, "", "is disabled");
    api.ok("/v2/update", "{'id':'" + id + "','enabled':true}");
    api.ok("/v2/state/change", "{'id':'" + id + "','state':'compromised','destroy_period':'1d'}");
    forbidden("/v2/export", id, "", "compromised");
  }

  @Test
  void anExportForAnRsaKeyOpensWithItAlone() throws Exception {
    String id = exportable();
    String plain = api.ok("/v2/export", "{'id':'" + id + "'}").get("private_key").asText();
    KeyPair recipient = pair("RSA4096");
    byte[] spki = recipient.getPublic().getEncoded();
    // What follows the 24 bytes of a SubjectPublicKeyInfo's head is PKCS#1.
    byte[] pkcs1 = Arrays.copyOfRange(spki, 24, spki.length);
    String oaep = "'asymmetric_algorithm':'RSA-OAEP-4096-SHA512','asymmetric_public_key':'";
    for (String pem :
        List.of(
            pem("PUBLIC KEY", spki, "\\n"),
            pem("RSA PUBLIC KEY", spki, "\\r\\n"),
            pem("RSA PUBLIC KEY", pkcs1, "\\n"))) {
      JsonNode exported = api.ok("/v2/export", "{'id':'" + id + "'," + oaep + pem + "'}");
      assertThat(exported.get("encryption_type").asText()).isEqualTo("asymmetric");
      Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
      cipher.init(
          Cipher.DECRYPT_MODE,
          recipient.getPrivate(),
          new OAEPParameterSpec(
              "SHA-512", "MGF1", MGF1ParameterSpec.SHA512, PSource.PSpecified.DEFAULT));
      byte[] sealed = Base64.getDecoder().decode(exported.get("private_key").asText());
      assertThat(new String(cipher.doFinal(sealed), StandardCharsets.US_ASCII)).isEqualTo(plain);
    }
    String small = pem("PUBLIC KEY", pair("RSA2048").getPublic().getEncoded(), "\\n");
    assertThat(api.post("/v2/export", "{'id':'" + id + "'," + oaep + small + "'}").firstError())
        .isEqualTo("BadFormat /asymmetric_public_key");
    String large =
        api.ok(
                "/v2/key/generate",
                "{'purpose':'signing','algorithm':'RSA-PSS-2048-SHA256','exportable':true}")
            .get("id")
            .asText();
    String pem = pem("PUBLIC KEY", spki, "\\n");
    assertThat(api.post("/v2/export", "{'id':'" + large + "'," + oaep + pem + "'}").firstError())
        .isEqualTo("IsTooBig /asymmetric_algorithm");
  }

  @Test
  void anExportForAnRsaKeyAndAPasswordOpensWithBoth() throws Exception {
    String id = exportable();
    String plain = api.ok("/v2/export", "{'id':'" + id + "'}").get("private_key").asText();
    KeyPair recipient = pair("RSA4096");
    String pem = pem("PUBLIC KEY", recipient.getPublic().getEncoded(), "\\n");
    JsonNode exported =
        api.ok(
            "/v2/export",
            "{'id':'"
                + id
                + "','kem_password':'password','asymmetric_algorithm':'RSA-NO-PADDING-4096-KEM',"
                + "'asymmetric_public_key':'"
                + pem
                + "'}");
    assertThat(exported.get("encryption_type").asText()).isEqualTo("kem");
    assertThat(exported.get("kdf").asText()).isEqualTo("pbkdf2");
    assertThat(exported.get("hash_algorithm").asText()).isEqualTo("sha512");
    assertThat(exported.get("symmetric_algorithm").asText()).isEqualTo("AES-GCM-256");
    RSAPrivateKey key = (RSAPrivateKey) recipient.getPrivate();
    byte[] salt =
        BigIntegers.asUnsignedByteArray(
            512,
            new BigInteger(1, Base64.getDecoder().decode(exported.get("encrypted_salt").asText()))
                .modPow(key.getPrivateExponent(), key.getModulus()));
    assertThat(salt[0]).isPositive();
    PKCS5S2ParametersGenerator derivation = new PKCS5S2ParametersGenerator(new SHA512Digest());
    derivation.init(
        PBEParametersGenerator.PKCS5PasswordToUTF8Bytes("password".toCharArray()),
        salt,
        exported.get("iteration_count").asInt());
    byte[] derived = ((KeyParameter) derivation.generateDerivedParameters(256)).getKey();
    byte[] sealed = Base64.getDecoder().decode(exported.get("private_key").asText());
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(derived, "AES"),
        new GCMParameterSpec(128, sealed, 0, 12));
    assertThat(
            new String(cipher.doFinal(sealed, 12, sealed.length - 12), StandardCharsets.US_ASCII))
        .isEqualTo(plain);
  }
}
