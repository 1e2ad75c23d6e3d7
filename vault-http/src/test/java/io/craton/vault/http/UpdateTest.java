package io.craton.vault.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.vault.http.TestApi.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/// Changes of items, field by field and type by type. Contract sections 2.4 and 3.7.
@TestInstance(Lifecycle.PER_CLASS)
class UpdateTest {
  private static final String TOKEN = "pts_" + "t".repeat(32);

  private final TestApi api = TestApi.start();

  @AfterAll
  void stop() {
    api.close();
  }

  private JsonNode update(String id, String fields) {
    return api.ok("/v2/update", "{'id':'" + id + "'," + fields + "}");
  }

  private List<String> errors(String id, String fields) {
    Reply reply = api.post("/v2/update", "{'id':'" + id + "'," + fields + "}");
    assertThat(reply.code()).as(reply.http().body()).isEqualTo(400);
    List<String> errors = new ArrayList<>();
    reply
        .result()
        .get("errors")
        .forEach(error -> errors.add(error.get("code").asText() + error.get("source").asText()));
    return errors;
  }

  private String token() {
    return api.ok("/v2/secret/store", "{'token':'" + TOKEN + "'}").get("id").asText();
  }

  private String folder(String name) {
    return api.ok("/v2/folder/create", "{'name':'" + name + "'}").get("id").asText();
  }

  @Test
  void whatIsAbsentStaysAndWhatIsGivenIsReplacedAsAWhole() {
    JsonNode stored =
        api.ok(
            "/v2/secret/store",
            "{'secret':'s','name':'u1','metadata':{'a':'1','b':'2'},'tags':['x','y']}");
    String id = stored.get("id").asText();
    JsonNode metadata = update(id, "'metadata':{'c':'3'}");
    assertThat(metadata.get("metadata").toString()).isEqualTo("{\"c\":\"3\"}");
    assertThat(metadata.get("tags")).hasSize(2);
    JsonNode tags = update(id, "'tags':[]");
    assertThat(tags.get("tags")).isEmpty();
    assertThat(tags.at("/metadata/c").asText()).isEqualTo("3");
    JsonNode moved = update(id, "'folder':'somewhere new','name':'u2','metadata':{}");
    assertThat(moved.get("folder").asText()).isEqualTo("/somewhere new/");
    assertThat(moved.get("name").asText()).isEqualTo("u2");
    assertThat(moved.get("metadata")).isEmpty();
    assertThat(moved.at("/item_versions/0").has("secret")).isFalse();
  }

  @Test
  void settingsThatATypeDoesNotHaveAreNamedAsTheyWereSent() {
    String secret = api.secret("v");
    String key = api.key("symmetric_key", "encryption", "AES-GCM-256");
    assertThat(errors(secret, "'rotation_frequency':'1d'"))
        .containsExactly("UnexpectedProperty/rotation_frequency");
    assertThat(errors(secret, "'rotation_state':'destroyed'"))
        .containsExactly("UnexpectedProperty/rotation_state");
    assertThat(errors(secret, "'rotation_state':'inherited','rotation_frequency':'never'"))
        .containsExactly("UnexpectedProperty/rotation_frequency");
    assertThat(errors(secret, "'rotation_state':'deactivated','rotation_frequency':'1d'"))
        .containsExactly(
            "UnexpectedProperty/rotation_frequency", "UnexpectedProperty/rotation_state");
    for (String id : List.of(secret, key)) {
      assertThat(errors(id, "'rotation_grace_period':'1d'"))
          .containsExactly("UnexpectedProperty/rotation_grace_period");
    }
    String folder = folder("unfit");
    assertThat(errors(folder, "'enabled':true")).containsExactly("UnexpectedProperty/enabled");
    assertThat(errors(folder, "'item_state':'disabled','disabled_at':'never'"))
        .containsExactly("UnexpectedProperty/item_state", "UnexpectedProperty/disabled_at");
  }

  @Test
  void whatSdksSendByDefaultIsTakenForEveryType() {
    for (String id :
        List.of(
            api.secret("v"),
            token(),
            folder("defaults"),
            api.key("asymmetric_key", "signing", "ED25519"))) {
      JsonNode updated =
          update(
              id,
              "'rotation_state':'inherited','rotation_frequency':'inherited',"
                  + "'rotation_grace_period':'inherited','tags':['t']");
      assertThat(updated.get("tags")).hasSize(1);
    }
  }

  @Test
  void everySettingOfATokenAndAFolderCanBeSetAndGivenBack() {
    String folder = folder("settings");
    update(
        folder,
        "'rotation_frequency':'never','rotation_state':'deactivated','rotation_grace_period':'3h'");
    String token = token();
    JsonNode own =
        update(
            token,
            "'folder':'/settings','rotation_frequency':'2w','rotation_state':'destroyed',"
                + "'rotation_grace_period':'5mins'");
    assertThat(own.get("rotation_frequency").asText()).isEqualTo("2w");
    assertThat(own.get("rotation_grace_period").asText()).isEqualTo("5mins");
    assertThat(own.get("inherited_settings")).isEmpty();
    JsonNode inherits =
        update(
            token,
            "'rotation_frequency':'inherited','rotation_state':'inherited',"
                + "'rotation_grace_period':'inherited'");
    assertThat(inherits.get("rotation_frequency").asText()).isEqualTo("never");
    assertThat(inherits.get("rotation_state").asText()).isEqualTo("deactivated");
    assertThat(inherits.get("rotation_grace_period").asText()).isEqualTo("3h");
    assertThat(inherits.get("inherited_settings")).hasSize(3);
  }

  @Test
  void enablingClearsAnEndThatIsOverAndKeepsOneThatIsNot() {
    String id = api.secret("v");
    String past = "2001-01-01T00:00:00.000000Z";
    String future = "2090-01-01T00:00:00.000000Z";
    JsonNode expired = update(id, "'disabled_at':'" + past + "'");
    assertThat(expired.get("enabled").asBoolean()).isFalse();
    assertThat(expired.get("disabled_at").asText()).isEqualTo(past);
    JsonNode again = update(id, "'enabled':true");
    assertThat(again.get("enabled").asBoolean()).isTrue();
    assertThat(again.has("disabled_at")).isFalse();
    update(id, "'enabled':false,'expiration':'" + future + "'");
    JsonNode kept = update(id, "'item_state':'enabled'");
    assertThat(kept.get("enabled").asBoolean()).isTrue();
    assertThat(kept.get("disabled_at").asText()).isEqualTo(future);
    JsonNode cleared = update(id, "'expiration':'never'");
    assertThat(cleared.has("disabled_at")).isFalse();
    JsonNode disabled = update(id, "'enabled':false");
    assertThat(disabled.get("enabled").asBoolean()).isFalse();
    assertThat(update(id, "'disabled_at':''").get("enabled").asBoolean()).isFalse();
  }

  @Test
  void anItemThatExpiredCanBeUsedAgainOnceItIsEnabled() {
    Instant end = api.now().plusSeconds(60);
    String id = api.key("asymmetric_key", "signing", "ES256");
    update(id, "'disabled_at':'" + end + "'");
    String sign = "{'id':'" + id + "','message':'AAAA'}";
    api.ahead.set(Duration.ofMinutes(2));
    try {
      assertThat(api.post("/v2/sign", sign).status()).isEqualTo("ForbiddenVaultOperation");
      update(id, "'enabled':true");
      assertThat(api.post("/v2/sign", sign).status()).isEqualTo("Success");
    } finally {
      api.ahead.set(Duration.ZERO);
    }
  }

  @Test
  void updateWorksInEveryState() {
    String id = api.secret("v");
    for (String state : List.of("suspended", "deactivated", "destroyed")) {
      api.ok("/v2/state/change", "{'id':'" + id + "','state':'" + state + "'}");
      assertThat(update(id, "'tags':['" + state + "']").at("/tags/0").asText()).isEqualTo(state);
    }
  }

  @Test
  void deactivatingASupersededTokenEndsItsGrace() {
    String id = token();
    api.ok("/v2/secret/rotate", "{'id':'" + id + "','rotation_grace_period':'1d'}");
    String first = "{'id':'" + id + "','version':1}";
    assertThat(api.ok("/v2/get", first).at("/item_versions/0/token").asText()).isEqualTo(TOKEN);
    JsonNode changed =
        api.ok("/v2/state/change", "{'id':'" + id + "','version':1,'state':'deactivated'}");
    assertThat(changed.at("/item_versions/0").has("destroyed_at")).isFalse();
    assertThat(api.ok("/v2/get", first).at("/item_versions/0").has("token")).isFalse();
  }
}
