package io.craton.vault.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.vault.http.TestApi.Reply;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Post-quantum keys through the API. The cryptography itself is tested where it is computed, and
/// all names on a real cluster (`07-algorithms.txt`).
class SoftwareKeysTest {
  private static final String MESSAGE = "bWVzc2FnZQ==";

  private final TestApi api = TestApi.start();

  @AfterEach
  void stop() {
    api.close();
  }

  private String generated(String more) {
    return api.ok("/v2/key/generate", "{'purpose':'signing','algorithm':'ML-DSA-65'" + more + "}")
        .get("id")
        .asText();
  }

  private JsonNode signed(String id) {
    return api.ok("/v2/sign", "{'id':'" + id + "','message':'" + MESSAGE + "'}");
  }

  private boolean verifies(String id, String signature) {
    return api.ok(
            "/v2/verify",
            "{'id':'%s','message':'%s','signature':'%s'}".formatted(id, MESSAGE, signature))
        .get("valid_signature")
        .asBoolean();
  }

  @Test
  void aSignatureVerifiesInTheVaultAndWithThePublicKeyThatItShows() throws Exception {
    int held = api.hsmKeys();
    String id = generated("");
    assertThat(api.hsmKeys()).isEqualTo(held);
    JsonNode signed = signed(id);
    assertThat(signed.get("algorithm").asText()).isEqualTo("ML-DSA-65");
    byte[] signature = Base64.getDecoder().decode(signed.get("signature").asText());
    assertThat(signature).hasSize(3_309);
    assertThat(verifies(id, signed.get("signature").asText())).isTrue();
    JsonNode shown = api.ok("/v2/get", "{'id':'" + id + "'}");
    String pem = shown.at("/item_versions/0/public_key").asText();
    assertThat(signed.get("public_key").asText()).isEqualTo(pem);
    assertThat(shown.toString()).doesNotContain("secret").doesNotContain("private");
    byte[] spki = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    Signature verifier = Signature.getInstance("ML-DSA");
    verifier.initVerify(
        KeyFactory.getInstance("ML-DSA").generatePublic(new X509EncodedKeySpec(spki)));
    verifier.update(Base64.getDecoder().decode(MESSAGE));
    assertThat(verifier.verify(signature)).isTrue();
    signature[7] ^= 1;
    assertThat(verifies(id, Base64.getEncoder().encodeToString(signature))).isFalse();
    assertThat(verifies(id, "AAAA")).isFalse();
    Reply jwk = api.post("/v2/jwk/get", "{'id':'" + id + "'}");
    assertThat(jwk.status()).isEqualTo("ForbiddenVaultOperation");
    assertThat(jwk.body().get("summary").asText()).contains("no JSON Web Keys");
  }

  @Test
  void anExportedPairComesInAgainAsDoesItsPublicHalf() {
    String id = generated(",'exportable':true");
    String signature = signed(id).get("signature").asText();
    JsonNode exported = api.ok("/v2/export", "{'id':'" + id + "'}");
    String half = exported.get("public_key").asText().replace("\n", "\\n");
    String secret = exported.get("private_key").asText().replace("\n", "\\n");
    String store = "{'purpose':'signing','algorithm':'ML-DSA-65','public_key':'" + half + "'";
    String again =
        api.ok("/v2/key/store", store + ",'private_key':'" + secret + "'}").get("id").asText();
    assertThat(verifies(again, signature)).isTrue();
    assertThat(verifies(id, signed(again).get("signature").asText())).isTrue();
    String alone = api.ok("/v2/key/store", store + "}").get("id").asText();
    assertThat(verifies(alone, signature)).isTrue();
    assertThat(api.post("/v2/sign", "{'id':'" + alone + "','message':'" + MESSAGE + "'}").status())
        .isEqualTo("ForbiddenVaultOperation");
    assertThat(api.post("/v2/key/store", store.replace("-65", "-44") + "}").firstError())
        .isEqualTo("BadFormat /public_key");
    assertThat(api.post("/v2/key/store", store + ",'private_key':'" + half + "'}").firstError())
        .isEqualTo("BadFormat /private_key");
    String rotated = "{'id':'" + id + "','public_key':'garbage','private_key':'" + secret + "'}";
    assertThat(api.post("/v2/key/rotate", rotated).firstError()).isEqualTo("BadFormat /public_key");
  }

  @Test
  void whatTheConfigurationRefusesIsRefusedByName() {
    String id = generated(",'exportable':true");
    String signature = signed(id).get("signature").asText();
    api.hsm.software().setRefused(true);
    for (String[] request :
        new String[][] {
          {"/v2/key/generate", "{'purpose':'signing','algorithm':'ML-DSA-44'}"},
          {"/v2/key/rotate", "{'id':'" + id + "'}"},
          {"/v2/sign", "{'id':'" + id + "','message':'" + MESSAGE + "'}"},
          {"/v2/export", "{'id':'" + id + "'}"},
        }) {
      Reply refused = api.post(request[0], request[1]);
      assertThat(refused.firstError()).as(request[0]).isEqualTo("NotEnumMember /algorithm");
      assertThat(refused.http().body()).contains("refused by configuration (hsm.software-keys)");
    }
    assertThat(verifies(id, signature)).isTrue();
  }
}
