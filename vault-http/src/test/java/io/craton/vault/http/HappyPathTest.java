package io.craton.vault.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.vault.http.TestApi.Reply;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
class HappyPathTest {
  private final TestApi api = TestApi.start();

  @AfterAll
  void stop() {
    api.close();
  }

  @Test
  void theEnvelopeHasItsSixMembersAndNoOther() {
    Reply reply = api.post("/v2/secret/store", "{'secret':'s'}");
    List<String> names = new ArrayList<>();
    reply.body().fieldNames().forEachRemaining(names::add);
    assertThat(names)
        .containsExactlyInAnyOrder(
            "request_id", "request_time", "response_time", "status", "summary", "result");
    assertThat(reply.code()).isEqualTo(200);
    assertThat(reply.status()).isEqualTo("Success");
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    assertThat(reply.header("X-Request-Id")).isEqualTo(reply.body().get("request_id").asText());
    assertThat(reply.body().get("request_id").asText()).matches("prq_[a-z2-7]{32}");
    assertThat(reply.body().get("request_time").asText())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
  }

  @Test
  void aSecretLivesItsWholeLife() {
    JsonNode stored =
        api.ok(
            "/v2/secret/store",
            "{'type':'','name':'life','secret':'one','metadata':{'b':'1','a':'2'},'tags':['z','a']}");
    String id = stored.get("id").asText();
    assertThat(stored.toString())
        .doesNotContain("\"secret\":")
        .contains("\"type\":\"secret\"", "\"folder\":\"/secret/\"", "{\"b\":\"1\",\"a\":\"2\"}");
    assertThat(api.ok("/v2/get", "{'id':'" + id + "'}").at("/item_versions/0/secret").asText())
        .isEqualTo("one");
    JsonNode rotated =
        api.ok(
            "/v2/secret/rotate", "{'id':'" + id + "','secret':'two','rotation_state':'inherited'}");
    assertThat(rotated.get("num_versions").asInt()).isEqualTo(2);
    assertThat(rotated.get("item_versions")).hasSize(1);
    assertThat(rotated.at("/item_versions/0/version").asInt()).isEqualTo(2);
    assertThat(rotated.has("last_rotated")).isTrue();
    JsonNode all = api.ok("/v2/get", "{'id':'" + id + "','version':'all'}").get("item_versions");
    assertThat(all).hasSize(2);
    assertThat(all.at("/0/state").asText()).isEqualTo("deactivated");
    assertThat(all.at("/0").has("secret")).isFalse();
    assertThat(all.at("/1/secret").asText()).isEqualTo("two");
    JsonNode changed =
        api.ok("/v2/state/change", "{'id':'" + id + "','version':1,'state':'suspended'}");
    assertThat(changed.at("/item_versions/0/version").asInt()).isEqualTo(1);
    assertThat(changed.at("/item_versions/0/state").asText()).isEqualTo("suspended");
    JsonNode updated =
        api.ok("/v2/update", "{'id':'" + id + "','folder':'updated','rotation_state':'inherited'}");
    assertThat(updated.get("folder").asText()).isEqualTo("/updated/");
    assertThat(api.ok("/v2/delete", "{'id':'" + id + "','recursive':false}").get("id").asText())
        .isEqualTo(id);
    assertThat(api.post("/v2/get", "{'id':'" + id + "'}").status()).isEqualTo("VaultItemNotFound");
  }

  @Test
  void aSigningKeySignsAndVerifies() {
    JsonNode key =
        api.ok(
            "/v2/key/generate",
            "{'type':'asymmetric_key','purpose':'signing','algorithm':'ED25519',"
                + "'rotation_state':'inherited','exportable':false}");
    String id = key.get("id").asText();
    assertThat(key.toString())
        .doesNotContain("public_key")
        .doesNotContain("null")
        .contains(
            "\"folder\":\"/key/signing/\"",
            "\"next_rotation\":\"\"",
            "\"rotation_frequency\":\"never\"",
            "\"rotation_state\":\"deactivated\"",
            "\"inherited_settings\":{}");
    JsonNode signed = api.ok("/v2/sign", "{'id':'" + id + "','message':'thisisamessagetosign'}");
    assertThat(signed.get("public_key").asText())
        .startsWith("-----BEGIN PUBLIC KEY-----\n")
        .endsWith("\n-----END PUBLIC KEY-----\n")
        .isEqualTo(
            api.ok("/v2/get", "{'id':'" + id + "'}").at("/item_versions/0/public_key").asText());
    String signature = signed.get("signature").asText();
    api.ok("/v2/key/rotate", "{'id':'" + id + "','rotation_state':'suspended'}");
    assertThat(verify(id, "thisisamessagetosign", signature, 1)).isTrue();
    assertThat(verify(id, "thisisamessagetosign", signature, 2)).isFalse();
    assertThat(verify(id, "thisisnottheoriginaldata", signature, 1)).isFalse();
  }

  @Test
  void aKeyShowsThePolicyThatCountsForIt() {
    JsonNode own =
        api.ok(
            "/v2/key/generate",
            "{'purpose':'signing','algorithm':'ED25519','folder':'/policy',"
                + "'rotation_frequency':'1d','rotation_state':'destroyed'}");
    assertThat(own.get("rotation_frequency").asText()).isEqualTo("1d");
    assertThat(own.get("rotation_state").asText()).isEqualTo("destroyed");
    assertThat(own.get("next_rotation").asText()).isNotEmpty();
    String folder =
        api.ok("/v2/list", "{'filter':{'folder':'/','name':'policy'}}").at("/items/0/id").asText();
    JsonNode configured =
        api.ok("/v2/update", "{'id':'" + folder + "','rotation_frequency':'1 week'}");
    assertThat(configured.get("rotation_frequency").asText()).isEqualTo("1 week");
    String id = own.get("id").asText();
    JsonNode inherits =
        api.ok("/v2/update", "{'id':'" + id + "','rotation_frequency':'inherited'}");
    assertThat(inherits.get("rotation_frequency").asText()).isEqualTo("1 week");
    assertThat(inherits.get("inherited_settings").toString())
        .isEqualTo("{\"rotation_frequency\":\"/policy/\"}");
    JsonNode rotated = api.ok("/v2/key/rotate", "{'id':'" + id + "','rotation_state':'inherited'}");
    assertThat(rotated.has("last_rotated")).isTrue();
    assertThat(
            api.ok("/v2/get", "{'id':'" + id + "','version':1}")
                .at("/item_versions/0/state")
                .asText())
        .isEqualTo("destroyed");
  }

  private boolean verify(String id, String message, String signature, int version) {
    return api.ok(
            "/v2/verify",
            "{'id':'%s','message':'%s','signature':'%s','version':%d}"
                .formatted(id, message, signature, version))
        .get("valid_signature")
        .asBoolean();
  }

  @Test
  void anEncryptionKeyEncryptsAndDecrypts() {
    String id = api.key("symmetric_key", "encryption", "AES-GCM-256");
    JsonNode encrypted =
        api.ok(
            "/v2/encrypt",
            "{'id':'" + id + "','plain_text':'MTIzMTIzMT==','additional_data':'AAAA'}");
    assertThat(encrypted.get("algorithm").asText()).isEqualTo("AES-GCM-256");
    JsonNode decrypted =
        api.ok(
            "/v2/decrypt",
            "{'id':'%s','cipher_text':'%s','version':1,'additional_data':'AAAA'}"
                .formatted(id, encrypted.get("cipher_text").asText()));
    assertThat(decrypted.get("plain_text").asText()).isEqualTo("MTIzMTIzMQ==");
    assertThat(decrypted.get("version").asInt()).isEqualTo(1);
  }

  @Test
  void listsPageByPage() {
    for (int i = 0; i < 5; i++) {
      api.ok("/v2/secret/store", "{'secret':'x','name':'n" + i + "','folder':'/paged'}");
    }
    List<String> names = new ArrayList<>();
    String last = "";
    do {
      JsonNode page =
          api.ok(
              "/v2/list",
              "{'filter':{'folder':'paged/','name__contains':['n']},'size':2,'last':'"
                  + last
                  + "'}");
      page.get("items").forEach(item -> names.add(item.get("name").asText()));
      last = page.path("last").asText();
    } while (!last.isEmpty());
    assertThat(names).containsExactly("n0", "n1", "n2", "n3", "n4");
    JsonNode folder =
        api.ok("/v2/list", "{'filter':{'name':'paged','type':'folder'}}").get("items").get(0);
    assertThat(folder.get("folder").asText()).isEqualTo("/");
    assertThat(folder.has("enabled")).isFalse();
    assertThat(folder.has("item_versions")).isFalse();
  }
}
