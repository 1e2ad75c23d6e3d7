package io.craton.vault.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// JSON Web Tokens and JSON Web Keys. Contract sections 2.22 to 2.24, 7.7 and 7.8.
@TestInstance(Lifecycle.PER_CLASS)
class JwtTest {
  private static final String UNKNOWN = "pvi_aaaabbbbccccddddeeeeffffgggghhhh";

  private final TestApi api = TestApi.start();

  @AfterAll
  void stop() {
    api.close();
  }

  private String key(String algorithm) {
    String type = algorithm.startsWith("HS") ? "symmetric_key" : "asymmetric_key";
    return api.key(type, "jwt", algorithm);
  }

  private String sign(String id, String payload) {
    return api.ok("/v2/jwt/sign", "{'id':'" + id + "','payload':'" + payload + "'}")
        .get("jws")
        .asText();
  }

  private boolean valid(String jws) {
    return api.ok("/v2/jwt/verify", "{'jws':'" + jws + "'}").get("valid_signature").asBoolean();
  }

  private void forbidden(String path, String json, String summary) {
    TestApi.Reply reply = api.post(path, json);
    assertThat(reply.status()).as(reply.http().body()).isEqualTo("ForbiddenVaultOperation");
    assertThat(reply.body().get("summary").asText()).contains(summary);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ES256", "ES384", "ES512", "HS256", "HS384", "HS512"})
  void aTokenIsSignedAsItIsAndVerified(String algorithm) throws Exception {
    String id = key(algorithm);
    String jws = sign(id, "not even JSON: \\u00e4");
    JWSObject parsed = JWSObject.parse(jws);
    assertThat(parsed.getHeader().getAlgorithm().getName()).isEqualTo(algorithm);
    assertThat(parsed.getHeader().getKeyID()).isEqualTo(id + "|1");
    assertThat(parsed.getHeader().getType().getType()).isEqualTo("JWT");
    assertThat(parsed.getPayload().toString()).isEqualTo("not even JSON: \u00e4");
    assertThat(valid(jws)).isTrue();
    String other = sign(id, "{}");
    String mixed = jws.substring(0, jws.lastIndexOf('.')) + other.substring(other.lastIndexOf('.'));
    assertThat(valid(mixed)).isFalse();
    assertThat(valid(jws.substring(0, jws.lastIndexOf('.')) + ".AAAA")).isFalse();
  }

  @Test
  void anotherLibraryVerifiesATokenWithThePublishedKey() throws Exception {
    String id = key("ES256");
    String jws = sign(id, "{}");
    JsonNode published = api.ok("/v2/jwk/get", "{'id':'" + id + "'}").at("/keys/0");
    assertThat(JWSObject.parse(jws).verify(new ECDSAVerifier(ECKey.parse(published.toString()))))
        .isTrue();
  }

  @Test
  void theVersionIsThatOfTheTokenAndTheStateCounts() {
    String id = key("HS256");
    String first = sign(id, "{}");
    api.ok("/v2/key/rotate", "{'id':'" + id + "','rotation_state':'suspended'}");
    String second = sign(id, "{}");
    assertThat(second).isNotEqualTo(first);
    assertThat(valid(first)).isTrue();
    assertThat(valid(second)).isTrue();
    api.ok("/v2/state/change", "{'id':'" + id + "','version':2,'state':'suspended'}");
    forbidden("/v2/jwt/sign", "{'id':'" + id + "','payload':''}", "is suspended");
    assertThat(valid(second)).isTrue();
    api.ok("/v2/state/change", "{'id':'" + id + "','version':1,'state':'destroyed'}");
    forbidden("/v2/jwt/verify", "{'jws':'" + first + "'}", "destroyed");
  }

  @Test
  void theHeaderDoesNotChooseTheAlgorithm() {
    String id = key("ES256");
    String jws = sign(id, "{}");
    String rest = jws.substring(jws.indexOf('.'));
    assertThat(valid(header("HS256", id + "|1") + rest)).isFalse();
    assertThat(valid(header("ES384", id + "|1") + rest)).isFalse();
    assertThat(
            api.post("/v2/jwt/verify", "{'jws':'" + header("none", id + "|1") + rest + "'}")
                .firstError())
        .isEqualTo("BadFormat /jws");
  }

  private static String header(String algorithm, String kid) {
    return base64("{\"alg\":\"" + algorithm + "\",\"kid\":\"" + kid + "\"}");
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatIsNoTokenOfTheVaultIsRefused() {
    String id = key("ES256");
    for (String jws :
        List.of(
            "a.b",
            "a.b.c",
            "..",
            header("ES256", id) + ".e30.AA",
            header("ES256", "") + ".e30.AA",
            header("ES256", id + "|0") + ".e30.AA",
            header("ES256", id + "|1") + ".e30.A=",
            header("ES256", id + "|1") + ".e3 0.AA",
            base64("{\"alg\":\"ES256\"}") + ".e30.AA",
            base64("{\"alg\":\"ES256\",\"crit\":[\"x\"],\"x\":1,\"kid\":\"" + id + "|1\"}")
                + ".e30.AA",
            base64("[]") + ".e30.AA")) {
      assertThat(api.post("/v2/jwt/verify", "{'jws':'" + jws + "'}").firstError())
          .as(jws)
          .isEqualTo("BadFormat /jws");
    }
    assertThat(
            api.post("/v2/jwt/verify", "{'jws':'" + header("ES256", UNKNOWN + "|1") + ".e30.AA'}")
                .status())
        .isEqualTo("VaultItemNotFound");
    String signing = api.key("asymmetric_key", "signing", "ES256");
    forbidden("/v2/jwt/sign", "{'id':'" + signing + "','payload':''}", "not for jwt");
    forbidden(
        "/v2/jwt/verify",
        "{'jws':'" + header("ES256", signing + "|1") + ".e30.AA'}",
        "not for jwt");
    forbidden("/v2/sign", "{'id':'" + id + "','message':''}", "not for signing");
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
    forbidden("/v2/jwk/get", "{'id':'" + id + "','version':1}", "destroyed");
    String symmetric = api.key("symmetric_key", "encryption", "AES-GCM-256");
    forbidden("/v2/jwk/get", "{'id':'" + symmetric + "'}", "no public part");
    forbidden("/v2/jwk/get", "{'id':'" + api.secret("s") + "'}", "not a key");
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
    JsonNode k1 = keys(api.key("asymmetric_key", "signing", "ES256K"), "").get(0);
    assertThat(k1.get("crv").asText()).isEqualTo("secp256k1");
    assertThat(k1.get("alg").asText()).isEqualTo("ES256K");
    JsonNode p521 = keys(api.key("asymmetric_key", "signing", "ES512"), "").get(0);
    assertThat(p521.get("crv").asText()).isEqualTo("P-521");
    assertThat(Base64.getUrlDecoder().decode(p521.get("y").asText())).hasSize(66);
  }

  private JsonNode keys(String id, String more) {
    return api.ok("/v2/jwk/get", "{'id':'" + id + "'" + more + "}").get("keys");
  }
}
