package io.craton.vault.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.id.ProposalId;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.testing.TestTokens;
import io.craton.vault.core.token.Grant;
import io.craton.vault.core.token.Permission;
import io.craton.vault.core.token.TokenHash;
import io.craton.vault.http.TestApi.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Well-formed requests that the vault refuses.
@TestInstance(Lifecycle.PER_CLASS)
class RefusedOperationsTest {
  private static final String UNKNOWN = "pvi_aaaabbbbccccddddeeeeffffgggghhhh";

  private final TestApi api = TestApi.start();

  @AfterAll
  void stop() {
    api.close();
  }

  private static void is(Reply reply, int code, String status) {
    assertThat(reply.status()).as(reply.http().body()).isEqualTo(status);
    assertThat(reply.code()).isEqualTo(code);
    assertThat(reply.result().isObject()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/v2/get           | {'id':'@'}",
        "/v2/update        | {'id':'@','name':'n'}",
        "/v2/delete        | {'id':'@'}",
        "/v2/state/change  | {'id':'@','state':'active'}",
        "/v2/secret/rotate | {'id':'@','secret':'s'}",
        "/v2/key/rotate    | {'id':'@'}",
        "/v2/sign          | {'id':'@','message':'AAAA'}",
        "/v2/verify        | {'id':'@','message':'AAAA','signature':'AAAA'}",
        "/v2/encrypt       | {'id':'@','plain_text':'AAAA'}",
        "/v2/decrypt       | {'id':'@','cipher_text':'AAAA'}",
      })
  void unknownItemsAreNotFound(String path, String json) {
    is(api.post(path, json.replace("@", UNKNOWN)), 404, "VaultItemNotFound");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/v2/key/rotate | {'id':'notanid'}",
        "/v2/sign       | {'id':'notanid','message':'AAAA'}",
        "/v2/verify     | {'id':'thisisnotandid','message':'AAAA','signature':'AAAA'}",
        "/v2/encrypt    | {'id':'','plain_text':'AAAA'}",
        "/v2/decrypt    | {'id':'thisisnotandid','cipher_text':'AAAA'}",
      })
  void malformedIdsOfCryptographyAreNotFound(String path, String json) {
    is(api.post(path, json), 404, "VaultItemNotFound");
  }

  @Test
  void unknownVersionsAreNotFound() {
    String secret = api.secret("v");
    for (String version : List.of("2", "'2'", "-2", "'-2'", "999999999")) {
      is(
          api.post("/v2/get", "{'id':'" + secret + "','version':" + version + "}"),
          404,
          "VaultItemNotFound");
    }
    is(
        api.post("/v2/state/change", "{'id':'" + secret + "','version':9,'state':'active'}"),
        404,
        "VaultItemNotFound");
    String key = api.key("asymmetric_key", "signing", "ES256");
    is(
        api.post("/v2/sign", "{'id':'" + key + "','message':'','version':10}"),
        404,
        "VaultItemNotFound");
  }

  @Test
  void selectorsChooseVersions() {
    String id = api.secret("1");
    api.ok("/v2/secret/rotate", "{'id':'" + id + "','secret':'2'}");
    api.ok("/v2/secret/rotate", "{'id':'" + id + "','secret':'3'}");
    assertThat(versions(id, "1")).containsExactly(1);
    assertThat(versions(id, "'1'")).containsExactly(1);
    assertThat(versions(id, "'all'")).containsExactly(1, 2, 3);
    assertThat(versions(id, "-1")).containsExactly(3);
    assertThat(versions(id, "'-3'")).containsExactly(1);
    assertThat(versions(id, "'-2:'")).containsExactly(2, 3);
    assertThat(versions(id, "'-9:'")).containsExactly(1, 2, 3);
    assertThat(versions(id, "null")).containsExactly(3);
  }

  private List<Integer> versions(String id, String selector) {
    List<Integer> numbers = new java.util.ArrayList<>();
    api.ok("/v2/get", "{'id':'" + id + "','version':" + selector + "}")
        .get("item_versions")
        .forEach(version -> numbers.add(version.get("version").asInt()));
    return numbers;
  }

  @Test
  void whatTypeOrPurposeForbidsIsForbidden() {
    String secret = api.secret("v");
    String signing = api.key("asymmetric_key", "signing", "ES256");
    String encryption = api.key("symmetric_key", "encryption", "AES-GCM-256");
    String folder =
        api.ok("/v2/list", "{'filter':{'folder':'/','name':'secret'}}").at("/items/0/id").asText();
    String forbidden = "ForbiddenVaultOperation";
    is(api.post("/v2/delete", "{'id':'" + folder + "','recursive':true}"), 403, forbidden);
    is(api.post("/v2/sign", "{'id':'" + secret + "','message':''}"), 403, forbidden);
    is(api.post("/v2/sign", "{'id':'" + encryption + "','message':''}"), 403, forbidden);
    is(api.post("/v2/encrypt", "{'id':'" + signing + "','plain_text':''}"), 403, forbidden);
    is(api.post("/v2/key/rotate", "{'id':'" + secret + "'}"), 403, forbidden);
    is(api.post("/v2/secret/rotate", "{'id':'" + signing + "','secret':'s'}"), 403, forbidden);
    is(api.post("/v2/state/change", "{'id':'" + folder + "','state':'active'}"), 403, forbidden);
  }

  @Test
  void fullFolderIsDeletedOnRequestOnlyAndThenWithAllThatIsInIt() {
    JsonNode inside = api.ok("/v2/secret/store", "{'secret':'s','folder':'/full/deep'}");
    String folder =
        api.ok("/v2/list", "{'filter':{'folder':'/','name':'full'}}").at("/items/0/id").asText();
    Reply notEmpty = api.post("/v2/delete", "{'id':'" + folder + "'}");
    assertThat(notEmpty.firstError()).isEqualTo("BadState /recursive");
    assertThat(api.ok("/v2/delete", "{'id':'" + folder + "','recursive':true}").get("id").asText())
        .isEqualTo(folder);
    is(api.post("/v2/get", "{'id':'" + inside.get("id").asText() + "'}"), 404, "VaultItemNotFound");
  }

  @Test
  void keyThatASecretIsEncryptedUnderIsNotDeletedBeforeIt() {
    String key = api.key("symmetric_key", "encryption", "AES-GCM-256");
    String signing = api.key("asymmetric_key", "signing", "ED25519");
    String stored =
        api.ok("/v2/secret/store", "{'secret':'hush','encrypting_item_id':'" + key + "'}")
            .get("id")
            .asText();
    JsonNode found = api.ok("/v2/get", "{'id':'" + stored + "'}");
    assertThat(found.get("encrypting_item_id").asText()).isEqualTo(key);
    assertThat(found.at("/item_versions/0/secret").asText()).isEqualTo("hush");
    String forbidden = "ForbiddenVaultOperation";
    is(api.post("/v2/delete", "{'id':'" + key + "'}"), 403, forbidden);
    is(
        api.post("/v2/secret/store", "{'secret':'s','encrypting_item_id':'" + signing + "'}"),
        403,
        forbidden);
    api.ok("/v2/delete", "{'id':'" + stored + "'}");
    api.ok("/v2/delete", "{'id':'" + key + "'}");
  }

  @Test
  void whatTheStateForbidsIsForbidden() {
    String forbidden = "ForbiddenVaultOperation";
    String key = api.key("asymmetric_key", "signing", "ED25519");
    String signature =
        api.ok("/v2/sign", "{'id':'" + key + "','message':'AAAA'}").get("signature").asText();
    String verify = "{'id':'" + key + "','message':'AAAA','signature':'" + signature + "'}";
    for (String state : List.of("deactivated", "suspended")) {
      api.ok("/v2/state/change", "{'id':'" + key + "','state':'" + state + "'}");
      is(api.post("/v2/sign", "{'id':'" + key + "','message':'AAAA'}"), 403, forbidden);
      assertThat(api.ok("/v2/verify", verify).get("valid_signature").asBoolean()).isTrue();
    }
    var compromised =
        api.ok(
            "/v2/state/change",
            "{'id':'" + key + "','state':'compromised','destroy_period':'10days'}");
    assertThat(Instant.parse(compromised.at("/item_versions/0/destroyed_at").asText()))
        .isAfter(Instant.now().plus(Duration.ofDays(9)));
    is(api.post("/v2/state/change", "{'id':'" + key + "','state':'active'}"), 403, forbidden);
    api.ok("/v2/state/change", "{'id':'" + key + "','state':'destroyed'}");
    is(api.post("/v2/verify", verify), 403, forbidden);
    assertThat(api.ok("/v2/get", "{'id':'" + key + "'}").toString()).doesNotContain("public_key");
  }

  @Test
  void disabledItemsKeepTheirMaterial() {
    String secret = api.secret("v");
    var disabled = api.ok("/v2/update", "{'id':'" + secret + "','item_state':'disabled'}");
    assertThat(disabled.get("enabled").asBoolean()).isFalse();
    assertThat(api.ok("/v2/get", "{'id':'" + secret + "'}").at("/item_versions/0").has("secret"))
        .isFalse();
    String key = api.key("symmetric_key", "encryption", "AES-GCM-256");
    api.ok("/v2/update", "{'id':'" + key + "','enabled':false}");
    is(
        api.post("/v2/encrypt", "{'id':'" + key + "','plain_text':''}"),
        403,
        "ForbiddenVaultOperation");
  }

  @Test
  void anItemEndsWhenItsTimeHasCome() {
    Instant end = api.now().plusSeconds(3600);
    String id =
        api.ok("/v2/secret/store", "{'secret':'v','expiration':'" + end + "'}").get("id").asText();
    api.ahead.set(Duration.ofHours(2));
    try {
      var item = api.ok("/v2/get", "{'id':'" + id + "'}");
      assertThat(item.get("enabled").asBoolean()).isFalse();
      assertThat(item.at("/item_versions/0").has("secret")).isFalse();
    } finally {
      api.ahead.set(Duration.ZERO);
    }
    var cleared = api.ok("/v2/update", "{'id':'" + id + "','disabled_at':'never'}");
    assertThat(cleared.has("disabled_at")).isFalse();
  }

  @Test
  void timesAreKeptToTheMicrosecond() {
    String id = api.secret("v");
    assertThat(
            api.ok(
                    "/v2/update",
                    "{'id':'" + id + "','disabled_at':'2090-01-01T12:00:00.123456789+02:00'}")
                .get("disabled_at")
                .asText())
        .isEqualTo("2090-01-01T10:00:00.123456Z");
  }

  @Test
  void namesAreUniqueInTheirFolder() {
    api.ok("/v2/secret/store", "{'secret':'v','name':'taken','folder':'/u'}");
    Reply reply = api.post("/v2/secret/store", "{'secret':'v','name':'taken','folder':'u/'}");
    is(reply, 400, "ValidationError");
    assertThat(reply.firstError()).isEqualTo("ItemNotUnique /name");
    Reply below = api.post("/v2/secret/store", "{'secret':'v','folder':'/u/taken'}");
    assertThat(below.firstError()).isEqualTo("ItemNotUnique /folder");
  }

  @Test
  void whatCannotBeDecryptedIsOneUniformError() {
    String key = api.key("symmetric_key", "encryption", "AES-GCM-256");
    Reply shortOne = api.post("/v2/decrypt", "{'id':'" + key + "','cipher_text':'AAAA'}");
    Reply wrongOne =
        api.post("/v2/decrypt", "{'id':'" + key + "','cipher_text':'" + "A".repeat(64) + "'}");
    assertThat(shortOne.firstError()).isEqualTo("BadFormat /cipher_text");
    assertThat(shortOne.result()).isEqualTo(wrongOne.result());
  }

  @Test
  void permissionsAreNeededAndScopesHide() throws Exception {
    String id = api.secret("v");
    grant("reader", Set.of(Permission.READ), FolderPath.ROOT);
    grant("elsewhere", Set.of(Permission.values()), new FolderPath(List.of("other")));
    Reply read = as("reader", "/v2/get", "{\"id\":\"" + id + "\"}");
    assertThat(read.version().has("secret")).isFalse();
    is(as("reader", "/v2/delete", "{\"id\":\"" + id + "\"}"), 401, "Unauthorized");
    is(as("reader", "/v2/secret/store", "{\"secret\":\"s\"}"), 401, "Unauthorized");
    is(as("elsewhere", "/v2/get", "{\"id\":\"" + id + "\"}"), 404, "VaultItemNotFound");
    is(as("elsewhere", "/v2/secret/store", "{\"secret\":\"s\"}"), 401, "Unauthorized");
  }

  private Reply as(String token, String path, String json) {
    return api.send(api.request(path, json).setHeader("Authorization", "Bearer " + token));
  }

  private void grant(String token, Set<Permission> permissions, FolderPath scope) throws Exception {
    Grant grant = new Grant(token, permissions, scope, Instant.EPOCH, Optional.empty());
    var _ =
        api.vault.propose(
            new Proposal(
                ProposalId.of(api.sources.entropy().bytes(ProposalId.SIZE)),
                Optional.empty(),
                Optional.empty(),
                Instant.now(),
                TestTokens.granting(TokenHash.ofToken(token), grant)),
            Deadline.after(Duration.ofSeconds(10), System::nanoTime));
  }
}
