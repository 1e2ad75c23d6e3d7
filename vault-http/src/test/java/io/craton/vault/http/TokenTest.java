package io.craton.vault.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.vault.http.TestApi.Reply;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/// Tokens and client secrets: what is stored, and what a rotation makes. Contract sections 2.7, 2.8
/// and 6.5.
@TestInstance(Lifecycle.PER_CLASS)
class TokenTest {
  private static final String TOKEN = "pdi_" + "t".repeat(32);
  private static final String CLIENT =
      "'client_secret':'hush','client_id':'pce_1','client_secret_id':'first'";

  private final TestApi api = TestApi.start();

  @AfterAll
  void stop() {
    api.close();
  }

  private JsonNode store(String fields) {
    return api.ok("/v2/secret/store", "{" + fields + "}");
  }

  private JsonNode rotate(String id, String fields) {
    return api.ok("/v2/secret/rotate", "{'id':'" + id + "'" + fields + "}");
  }

  private JsonNode version(String id, String selector) {
    return api.ok("/v2/get", "{'id':'" + id + "','version':" + selector + "}")
        .at("/item_versions/0");
  }

  @Test
  void aTokenIsStoredAndShownUnderBothNames() {
    JsonNode stored = store("'token':'" + TOKEN + "','rotation_frequency':'30d'");
    assertThat(stored.toString()).doesNotContain(TOKEN);
    assertThat(stored.get("type").asText()).isEqualTo("pangea_token");
    assertThat(stored.get("folder").asText()).isEqualTo("/token/");
    assertThat(stored.get("rotation_frequency").asText()).isEqualTo("30d");
    assertThat(stored.get("rotation_state").asText()).isEqualTo("destroyed");
    assertThat(stored.get("rotation_grace_period").asText()).isEqualTo("0secs");
    assertThat(stored.get("next_rotation").asText()).isNotEmpty();
    JsonNode version = version(stored.get("id").asText(), "1");
    assertThat(version.get("token").asText()).isEqualTo(TOKEN);
    assertThat(version.get("secret").asText()).isEqualTo(TOKEN);
  }

  @Test
  void aTokenMayComeUnderTheOlderNameWhereTheTypeIsGiven() {
    JsonNode stored = store("'type':'pangea_token','secret':'" + TOKEN + "'");
    assertThat(stored.get("type").asText()).isEqualTo("pangea_token");
    assertThat(store("'secret':'" + TOKEN + "'").get("type").asText()).isEqualTo("secret");
  }

  @Test
  void aRotationMakesATokenThatBeginsLikeTheOldOneAndDestroysThat() {
    String id = store("'token':'" + TOKEN + "'").get("id").asText();
    JsonNode rotated = rotate(id, ",'rotation_state':'inherited'");
    assertThat(rotated.get("num_versions").asInt()).isEqualTo(2);
    assertThat(rotated.get("item_versions")).hasSize(1);
    assertThat(rotated.at("/item_versions/0/version").asInt()).isEqualTo(2);
    assertThat(rotated.at("/item_versions/0").has("token")).isFalse();
    assertThat(version(id, "2").get("token").asText())
        .matches("pdi_[a-z0-9]{32}")
        .isNotEqualTo(TOKEN);
    JsonNode old = version(id, "1");
    assertThat(old.get("state").asText()).isEqualTo("destroyed");
    assertThat(old.has("token")).isFalse();
  }

  @Test
  void aTokenWhoseValueIsGoneBecomesOneOfThisVault() {
    String id = store("'token':'" + TOKEN + "'").get("id").asText();
    api.ok("/v2/state/change", "{'id':'" + id + "','state':'destroyed'}");
    rotate(id, "");
    assertThat(version(id, "2").get("token").asText()).matches("pts_[a-z0-9]{32}");
  }

  @Test
  void aTokenUnderAVaultKeyStaysUnderIt() {
    String key = api.key("symmetric_key", "encryption", "AES-GCM-256");
    JsonNode stored = store("'token':'" + TOKEN + "','encrypting_item_id':'" + key + "'");
    String id = stored.get("id").asText();
    rotate(id, "");
    assertThat(version(id, "2").get("token").asText()).matches("pdi_[a-z0-9]{32}");
  }

  @Test
  void theSupersededValueIsShownUntilItsGraceEnds() {
    String id = store("'token':'" + TOKEN + "','rotation_grace_period':'2h'").get("id").asText();
    rotate(id, "");
    JsonNode old = version(id, "1");
    assertThat(old.get("state").asText()).isEqualTo("deactivated");
    assertThat(old.get("token").asText()).isEqualTo(TOKEN);
    assertThat(Instant.parse(old.get("destroyed_at").asText()))
        .isBetween(api.now().plusSeconds(7000), api.now().plusSeconds(7200));
    api.ahead.set(Duration.ofHours(3));
    try {
      assertThat(version(id, "1").has("token")).isFalse();
      assertThat(version(id, "1").get("state").asText()).isEqualTo("destroyed");
    } finally {
      api.ahead.set(Duration.ZERO);
    }
  }

  @Test
  void theRequestsOwnGraceGoesBeforeThePolicys() {
    String id = store("'token':'" + TOKEN + "','rotation_grace_period':'2h'").get("id").asText();
    rotate(id, ",'rotation_state':'destroyed','rotation_grace_period':'9h'");
    assertThat(Instant.parse(version(id, "1").get("destroyed_at").asText()))
        .isAfter(api.now().plusSeconds(8 * 3600));
    rotate(id, ",'rotation_state':'suspended'");
    assertThat(version(id, "2").get("state").asText()).isEqualTo("suspended");
    assertThat(version(id, "2").has("destroyed_at")).isFalse();
  }

  @Test
  void aClientSecretIsStoredWithItsClientAndRotatedWithANewId() {
    JsonNode stored = store(CLIENT);
    assertThat(stored.get("type").asText()).isEqualTo("pangea_client_secret");
    assertThat(stored.get("folder").asText()).isEqualTo("/client-secret/");
    assertThat(stored.get("client_id").asText()).isEqualTo("pce_1");
    assertThat(stored.get("encrypting_item_id").asText()).isEmpty();
    assertThat(stored.get("expiration").asText()).isEmpty();
    String id = stored.get("id").asText();
    JsonNode first = version(id, "1");
    assertThat(first.get("client_secret").asText()).isEqualTo("hush");
    assertThat(first.get("client_secret_id").asText()).isEqualTo("first");
    assertThat(first.has("secret")).isFalse();
    rotate(id, "");
    JsonNode second = version(id, "2");
    assertThat(second.get("client_secret").asText()).matches("[a-z0-9]{48}");
    assertThat(second.get("client_secret_id").asText()).matches("pcs_[a-z0-9]{32}");
    assertThat(version(id, "1").get("state").asText()).isEqualTo("destroyed");
    JsonNode updated = api.ok("/v2/update", "{'id':'" + id + "','rotation_grace_period':'1d'}");
    assertThat(updated.get("rotation_grace_period").asText()).isEqualTo("1d");
  }

  @Test
  void aPlatformClientSecretIsATypeOfItsOwn() {
    JsonNode stored = store("'type':'pangea_platform_client_secret'," + CLIENT);
    assertThat(stored.get("type").asText()).isEqualTo("pangea_platform_client_secret");
    assertThat(rotate(stored.get("id").asText(), "").get("num_versions").asInt()).isEqualTo(2);
  }

  @Test
  void onlySecretsTakeAValueAndTheyNeedOne() {
    String token = store("'token':'" + TOKEN + "'").get("id").asText();
    String client = store(CLIENT).get("id").asText();
    for (String id : new String[] {token, client}) {
      Reply given = api.post("/v2/secret/rotate", "{'id':'" + id + "','secret':'s'}");
      assertThat(given.firstError()).isEqualTo("UnexpectedProperty /secret");
    }
    String secret = api.secret("s");
    Reply missing = api.post("/v2/secret/rotate", "{'id':'" + secret + "'}");
    assertThat(missing.firstError()).isEqualTo("FieldRequired /secret");
    assertThat(version(token, "'all'").get("version").asInt()).isEqualTo(1);
  }

  @Test
  void aRetryMakesNoSecondValue() {
    String id = store("'token':'" + TOKEN + "'").get("id").asText();
    String body = "{\"id\":\"" + id + "\"}";
    for (int i = 0; i < 3; i++) {
      Reply reply =
          api.send(api.request("/v2/secret/rotate", body).header("Idempotency-Key", "once" + id));
      assertThat(reply.result().get("num_versions").asInt()).isEqualTo(2);
    }
  }
}
