package io.craton.vault.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/// The paths and answers of v1. Contract section 2.30.
@TestInstance(Lifecycle.PER_CLASS)
class LegacyTest {
  private static final String TOKEN = "pts_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

  private final TestApi api = TestApi.start();

  @AfterAll
  void stop() {
    api.close();
  }

  private String id(String path, String json) {
    return api.ok(path, json).get("id").asText();
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void storingAndRotatingEchoesTheValue() {
    JsonNode stored = api.ok("/v1/secret/store", "{'type':'secret','secret':'one'}");
    assertThat(names(stored)).containsExactly("id", "type", "version", "secret");
    assertThat(stored.get("secret").asText()).isEqualTo("one");
    JsonNode rotated =
        api.ok("/v1/secret/rotate", "{'id':'" + stored.get("id").asText() + "','secret':'two'}");
    assertThat(rotated.get("version").asInt()).isEqualTo(2);
    assertThat(rotated.get("secret").asText()).isEqualTo("two");
    JsonNode token = api.ok("/v1/secret/store", "{'type':'pangea_token','secret':'" + TOKEN + "'}");
    assertThat(token.get("secret").asText()).isEqualTo(TOKEN);
    assertThat(token.has("token")).isFalse();
    JsonNode client =
        api.ok(
            "/v1/secret/store",
            "{'type':'pangea_client_secret','client_secret':'cs','client_id':'c',"
                + "'client_secret_id':'i'}");
    assertThat(names(client))
        .containsExactlyInAnyOrder(
            "id", "type", "version", "client_id", "client_secret", "client_secret_id");
  }

  @Test
  void whatTheCallerMayNotReadIsNotEchoed() {
    JsonNode stored = api.ok("/v1/secret/store", "{'type':'secret','secret':'s','name':'unread'}");
    String id = stored.get("id").asText();
    api.ok("/v1/update", "{'id':'" + id + "','item_state':'disabled'}");
    JsonNode rotated = api.ok("/v1/secret/rotate", "{'id':'" + id + "','secret':'t'}");
    assertThat(names(rotated)).containsExactly("id", "type", "version");
  }

  @Test
  void aKeyIsAnsweredFlat() {
    JsonNode key =
        api.ok(
            "/v1/key/generate",
            "{'type':'asymmetric_key','purpose':'signing','algorithm':'ED25519'}");
    assertThat(names(key))
        .containsExactly("id", "type", "version", "algorithm", "purpose", "public_key");
    JsonNode rotated = api.ok("/v1/key/rotate", "{'id':'" + key.get("id").asText() + "'}");
    assertThat(rotated.get("version").asInt()).isEqualTo(2);
    assertThat(rotated.get("public_key")).isNotEqualTo(key.get("public_key"));
  }

  @Test
  void keysAreUsedUnderTheOlderPaths() {
    String key = id("/v1/key/generate", "{'purpose':'signing','algorithm':'ED25519'}");
    String signature =
        api.ok("/v1/key/sign", "{'id':'" + key + "','message':'bWVzc2FnZQ=='}")
            .get("signature")
            .asText();
    assertThat(
            api.ok(
                    "/v1/key/verify",
                    "{'id':'" + key + "','message':'bWVzc2FnZQ==','signature':'" + signature + "'}")
                .get("valid_signature")
                .asBoolean())
        .isTrue();
    String secret = id("/v1/key/generate", "{'purpose':'encryption','algorithm':'AES-GCM-256'}");
    String cipher =
        api.ok("/v1/key/encrypt", "{'id':'" + secret + "','plain_text':'bWVzc2FnZQ=='}")
            .get("cipher_text")
            .asText();
    assertThat(
            api.ok("/v1/key/decrypt", "{'id':'" + secret + "','cipher_text':'" + cipher + "'}")
                .get("plain_text")
                .asText())
        .isEqualTo("bWVzc2FnZQ==");
  }

  @Test
  void readingShowsTheCurrentVersionAndThoseAskedFor() {
    String id = id("/v1/secret/store", "{'type':'secret','secret':'1','metadata':{'a':'b'}}");
    api.ok("/v1/secret/rotate", "{'id':'" + id + "','secret':'2','rotation_state':'suspended'}");
    api.ok("/v1/secret/rotate", "{'id':'" + id + "','secret':'3'}");
    JsonNode plain = api.ok("/v1/get", "{'id':'" + id + "'}");
    assertThat(plain.at("/current_version/version").asInt()).isEqualTo(3);
    assertThat(plain.at("/current_version/secret").asText()).isEqualTo("3");
    assertThat(plain.get("versions")).isEmpty();
    assertThat(plain.get("item_state").asText()).isEqualTo("enabled");
    assertThat(names(plain))
        .doesNotContain("metadata", "tags", "enabled", "item_versions", "num_versions");
    assertThat(api.ok("/v1/get", "{'id':'" + id + "','verbose':true}").at("/metadata/a").asText())
        .isEqualTo("b");
    assertThat(api.ok("/v1/get", "{'id':'" + id + "','version':'-1'}").get("versions"))
        .extracting(version -> version.get("version").asInt())
        .containsExactly(2, 3);
    assertThat(
            api.ok("/v1/get", "{'id':'" + id + "','version':'all','version_state':'suspended'}")
                .get("versions"))
        .extracting(version -> version.get("version").asInt())
        .containsExactly(1);
    assertThat(api.post("/v1/get", "{'id':'" + id + "','version':9}").status())
        .isEqualTo("VaultItemNotFound");
  }

  @Test
  void changesAreAnsweredShort() {
    String id = id("/v1/secret/store", "{'type':'secret','secret':'s'}");
    assertThat(
            names(api.ok("/v1/update", "{'id':'" + id + "','expiration':'2099-01-01T00:00:00Z'}")))
        .containsExactly("id");
    assertThat(api.ok("/v1/get", "{'id':'" + id + "'}").get("expiration").asText())
        .isEqualTo("2099-01-01T00:00:00.000000Z");
    JsonNode changed =
        api.ok(
            "/v1/state/change",
            "{'id':'" + id + "','version':1,'state':'compromised','destroy_period':'1d'}");
    assertThat(names(changed)).containsExactly("id", "version", "state", "destroy_at");
    assertThat(names(api.ok("/v1/folder/create", "{'name':'old','folder':'/'}")))
        .containsExactly("id");
    assertThat(names(api.ok("/v1/delete", "{'id':'" + id + "'}"))).containsExactly("id");
  }

  @Test
  void aListCountsAndShowsValuesWhenAskedTo() {
    for (int i = 0; i < 3; i++) {
      api.ok("/v1/secret/store", "{'type':'secret','secret':'s" + i + "','folder':'/counted'}");
    }
    JsonNode page = api.ok("/v1/list", "{'filter':{'folder':'/counted'},'size':2}");
    assertThat(page.get("count").asInt()).isEqualTo(3);
    assertThat(page.get("items")).hasSize(2);
    assertThat(page.at("/items/0/current_version").asInt()).isEqualTo(1);
    assertThat(page.at("/items/0/item_state").asText()).isEqualTo("enabled");
    assertThat(page.at("/items/0/compromised_versions")).isEmpty();
    assertThat(page.at("/items/0").has("secret")).isFalse();
    JsonNode rest =
        api.ok(
            "/v1/list",
            "{'filter':{'folder':'/counted'},'size':2,'include':['secrets'],'last':'"
                + page.get("last").asText()
                + "'}");
    assertThat(rest.get("count").asInt()).isEqualTo(3);
    assertThat(rest.get("items")).hasSize(1);
    assertThat(rest.at("/items/0/secret").asText()).startsWith("s");
    assertThat(rest.has("last")).isFalse();
    assertThat(api.post("/v1/list", "{'include':['encrypted']}").firstError())
        .isEqualTo("NotEnumMember /include");
  }

  @Test
  void thereIsNoOlderPathToReadMany() {
    assertThat(api.post("/v1/get_bulk", "{}").code()).isEqualTo(404);
  }
}
