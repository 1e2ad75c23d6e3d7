package io.craton.vault.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.vault.http.TestApi.Reply;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Operations whose cryptography is not there yet: whatever else is wrong with a request is said
/// first. And the public keys that are shown as JSON Web Keys.
@TestInstance(Lifecycle.PER_CLASS)
class NotYetTest {
  private static final String UNKNOWN = "pvi_aaaabbbbccccddddeeeeffffgggghhhh";
  private static final String STRUCTURED = "'structured_data':{'a':'b'},'filter':'$.a'";
  private static final String TRANSFORM = "'alphabet':'numeric','tweak':'MTIzMTIzMT=='";

  private final TestApi api = TestApi.start();

  @AfterAll
  void stop() {
    api.close();
  }

  private static void refused(Reply reply, String status, String summary) {
    assertThat(reply.status()).as(reply.http().body()).isEqualTo(status);
    assertThat(reply.body().get("summary").asText()).contains(summary);
  }

  private void forbidden(String path, String id, String more, String summary) {
    refused(api.post(path, "{'id':'" + id + "'" + more + "}"), "ForbiddenVaultOperation", summary);
  }

  private String exportable() {
    return api.ok(
            "/v2/key/generate", "{'purpose':'signing','algorithm':'ED25519','exportable':true}")
        .get("id")
        .asText();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/v2/export                       | {'id':'@'}",
        "/v2/jwt/sign                     | {'id':'@','payload':'{}'}",
        "/v2/jwk/get                      | {'id':'@'}",
        "/v2/encrypt_structured           | {'id':'@'," + STRUCTURED + "}",
        "/v2/decrypt_structured           | {'id':'@'," + STRUCTURED + "}",
        "/v2/encrypt_transform            | {'id':'@','plain_text':'123456'," + TRANSFORM + "}",
        "/v2/decrypt_transform            | {'id':'@','cipher_text':'123456'," + TRANSFORM + "}",
        "/v2/encrypt_transform_structured | {'id':'@'," + STRUCTURED + "," + TRANSFORM + "}",
        "/v2/decrypt_transform_structured | {'id':'@'," + STRUCTURED + "," + TRANSFORM + "}",
      })
  void unknownItemsAreNotFound(String path, String json) {
    assertThat(api.post(path, json.replace("@", UNKNOWN)).status()).isEqualTo("VaultItemNotFound");
  }

  @Test
  void exportFollowsTypeFlagVersionAvailabilityAndState() {
    String id = exportable();
    forbidden("/v2/export", api.secret("s"), "", "not a key");
    forbidden(
        "/v2/export", api.key("asymmetric_key", "signing", "ES256"), "", "not to be exported");
    assertThat(api.post("/v2/export", "{'id':'" + id + "','version':7}").status())
        .isEqualTo("VaultItemNotFound");
    forbidden("/v2/export", id, "", "not available yet");
    for (String state : List.of("suspended", "deactivated")) {
      api.ok("/v2/state/change", "{'id':'" + id + "','state':'" + state + "'}");
      forbidden("/v2/export", id, "", "not available yet");
    }
    api.ok("/v2/update", "{'id':'" + id + "','enabled':false}");
    forbidden("/v2/export", id, "", "is disabled");
    api.ok("/v2/update", "{'id':'" + id + "','enabled':true}");
    api.ok("/v2/state/change", "{'id':'" + id + "','state':'compromised','destroy_period':'1d'}");
    forbidden("/v2/export", id, "", "compromised");
  }

  @Test
  void exportTakesAnRsaKeyOf4096BitsInEitherForm() throws Exception {
    String id = exportable();
    KeyPair recipient = rsa(4096);
    byte[] spki = recipient.getPublic().getEncoded();
    // What follows the 24 bytes of a SubjectPublicKeyInfo's head is PKCS#1.
    byte[] pkcs1 = Arrays.copyOfRange(spki, 24, spki.length);
    String oaep = ",'asymmetric_algorithm':'RSA-OAEP-4096-SHA512','asymmetric_public_key':'";
    for (String pem :
        List.of(
            pem("PUBLIC KEY", spki, "\\n"),
            pem("RSA PUBLIC KEY", spki, "\\r\\n"),
            pem("RSA PUBLIC KEY", pkcs1, "\\n"))) {
      forbidden("/v2/export", id, oaep + pem + "'", "not available yet");
    }
    String kem =
        ",'kem_password':'p','asymmetric_algorithm':'RSA-NO-PADDING-4096-KEM',"
            + "'asymmetric_public_key':'";
    forbidden("/v2/export", id, kem + pem("PUBLIC KEY", spki, "\\n") + "'", "not available yet");
    String small = pem("PUBLIC KEY", rsa(2048).getPublic().getEncoded(), "\\n");
    assertThat(api.post("/v2/export", "{'id':'" + id + "'" + oaep + small + "'}").firstError())
        .isEqualTo("BadFormat /asymmetric_public_key");
  }

  private static KeyPair rsa(int bits) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(bits);
    return generator.generateKeyPair();
  }

  /// @param lineEnd as JSON writes it
  private static String pem(String label, byte[] der, String lineEnd) {
    String lines =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(der)
            .replace("\n", lineEnd);
    return "-----BEGIN %1$s-----%3$s%2$s%3$s-----END %1$s-----".formatted(label, lines, lineEnd);
  }

  @Test
  void partsOfDocumentsFollowPurposeAndState() {
    String id = api.key("symmetric_key", "encryption", "AES-GCM-256");
    String data = "," + STRUCTURED;
    forbidden("/v2/encrypt_structured", id, data, "not available yet");
    forbidden("/v2/encrypt_structured", api.secret("s"), data, "not a key");
    forbidden("/v2/encrypt_transform_structured", id, data + "," + TRANSFORM, "not for fpe");
    forbidden("/v2/decrypt_transform_structured", id, data + "," + TRANSFORM, "not for fpe");
    forbidden("/v2/encrypt_transform", id, ",'plain_text':'123456'," + TRANSFORM, "not for fpe");
    forbidden("/v2/decrypt_transform", id, ",'cipher_text':'123456'," + TRANSFORM, "not for fpe");
    api.ok("/v2/state/change", "{'id':'" + id + "','state':'suspended'}");
    forbidden("/v2/encrypt_structured", id, data, "is suspended");
    forbidden("/v2/decrypt_structured", id, data, "not available yet");
  }

  @Test
  void webTokensNeedAKeyOfTheirPurpose() {
    String id = api.key("asymmetric_key", "signing", "ES256");
    forbidden("/v2/jwt/sign", id, ",'payload':''", "not for jwt");
    refused(
        api.post("/v2/jwt/verify", "{'jws':'" + jws(id + "|1") + "'}"),
        "ForbiddenVaultOperation",
        "not for jwt");
    assertThat(api.post("/v2/jwt/verify", "{'jws':'" + jws(UNKNOWN + "|1") + "'}").status())
        .isEqualTo("VaultItemNotFound");
  }

  private static String jws(String kid) {
    byte[] header =
        ("{\"alg\":\"ES256\",\"kid\":\"" + kid + "\"}").getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(header) + ".e30.AA";
  }

  @Test
  void anImportIsCheckedAsAWholeBeforeItIsRefused() throws Exception {
    String symmetric =
        "'algorithm':'AES-GCM-256','key':'MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE='";
    api.ok("/v2/secret/store", "{'secret':'s','name':'taken','folder':'/import'}");
    Reply taken =
        api.post("/v2/key/store", "{" + symmetric + ",'name':'taken','folder':'/import'}");
    assertThat(taken.firstError()).isEqualTo("ItemNotUnique /name");
    refused(
        api.post("/v2/key/store", "{" + symmetric + ",'name':'free','folder':'/import'}"),
        "ForbiddenVaultOperation",
        "not available yet");
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    String publicKey = pem("PUBLIC KEY", pair.getPublic().getEncoded(), "\\n");
    String privateKey = pem("PRIVATE KEY", pair.getPrivate().getEncoded(), "\\n");
    String keys = "'public_key':'" + publicKey + "','private_key':'";
    String ed = "'purpose':'signing','algorithm':'ED25519'," + keys;
    refused(
        api.post("/v2/key/store", "{" + ed + privateKey + "'}"),
        "ForbiddenVaultOperation",
        "not available yet");
    assertThat(api.post("/v2/key/store", "{" + ed + publicKey + "'}").firstError())
        .isEqualTo("BadFormat /private_key");
    String es = "'purpose':'signing','algorithm':'ES256'," + keys;
    assertThat(api.post("/v2/key/store", "{" + es + privateKey + "'}").firstError())
        .isEqualTo("BadFormat /public_key");
    String id = api.key("asymmetric_key", "signing", "ED25519");
    forbidden("/v2/key/rotate", id, "," + keys + privateKey + "'", "not available yet");
    Reply unfit = api.post("/v2/key/rotate", "{'id':'" + id + "','key':'AAAA'}");
    assertThat(unfit.firstError()).isEqualTo("UnexpectedProperty /key");
    forbidden("/v2/key/rotate", api.secret("s"), ",'key':'AAAA'", "not a key");
    assertThat(api.ok("/v2/get", "{'id':'" + id + "'}").get("num_versions").asInt()).isEqualTo(1);
  }

  @Test
  void publicKeysAreShownAsWebKeys() {
    String id = api.key("asymmetric_key", "signing", "ES256");
    api.ok("/v2/key/rotate", "{'id':'" + id + "','rotation_state':'suspended'}");
    JsonNode all = keys(id, ",'version':'all'");
    assertThat(all).hasSize(2);
    assertThat(all.at("/0/kid").asText()).isEqualTo(id + "|1");
    assertThat(all.at("/1/kid").asText()).isEqualTo(id + "|2");
    assertThat(all.at("/0/alg").asText()).isEqualTo("ES256");
    assertThat(all.at("/0/kty").asText()).isEqualTo("EC");
    assertThat(all.at("/0/crv").asText()).isEqualTo("P-256");
    for (String coordinate : List.of("x", "y")) {
      assertThat(Base64.getUrlDecoder().decode(all.at("/0/" + coordinate).asText())).hasSize(32);
    }
    assertThat(keys(id, "")).hasSize(1);
    assertThat(keys(id, ",'version':'1'")).hasSize(1);
    assertThat(keys(id, ",'version':-1").at("/0/kid").asText()).isEqualTo(id + "|2");
    api.ok("/v2/state/change", "{'id':'" + id + "','version':1,'state':'destroyed'}");
    assertThat(keys(id, ",'version':'all'")).hasSize(1);
    forbidden("/v2/jwk/get", id, ",'version':1", "destroyed");
    forbidden(
        "/v2/jwk/get", api.key("symmetric_key", "encryption", "AES-GCM-256"), "", "no public part");
    forbidden("/v2/jwk/get", api.secret("s"), "", "not a key");
  }

  @Test
  void everyKindOfPublicKeyHasItsMembers() {
    JsonNode ed = keys(api.key("asymmetric_key", "signing", "ED25519"), "").get(0);
    assertThat(ed.get("kty").asText()).isEqualTo("OKP");
    assertThat(ed.get("alg").asText()).isEqualTo("EdDSA");
    assertThat(Base64.getUrlDecoder().decode(ed.get("x").asText())).hasSize(32);
    JsonNode rsa = keys(api.key("asymmetric_key", "signing", "RSA-PSS-2048-SHA256"), "").get(0);
    assertThat(rsa.get("alg").asText()).isEqualTo("PS256");
    assertThat(new BigInteger(1, Base64.getUrlDecoder().decode(rsa.get("n").asText())).bitLength())
        .isEqualTo(2048);
    assertThat(rsa.get("e").asText()).isEqualTo("AQAB");
    JsonNode p521 = keys(api.key("asymmetric_key", "signing", "ES512"), "").get(0);
    assertThat(p521.get("crv").asText()).isEqualTo("P-521");
    assertThat(Base64.getUrlDecoder().decode(p521.get("y").asText())).hasSize(66);
  }

  private JsonNode keys(String id, String more) {
    return api.ok("/v2/jwk/get", "{'id':'" + id + "'" + more + "}").get("keys");
  }
}
