package io.craton.vault.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.http.TestApi.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/// Retries: contract section 1.8.
@TestInstance(Lifecycle.PER_CLASS)
class ReplayTest {
  private static final String RETRIED = "X-Pangea-Retried-Request-Ids";
  private static final String KEY = "Idempotency-Key";

  private final TestApi api = TestApi.start();

  @AfterAll
  void stop() {
    api.close();
  }

  private Reply post(String path, String json, String header, String value) {
    return api.send(api.request(path, json.replace('\'', '"')).header(header, value));
  }

  @Test
  void aRetryThatNamesItsFirstAttemptChangesNothing() {
    String id = api.secret("one");
    String rotation = "{'id':'" + id + "','secret':'two'}";
    Reply first = api.post("/v2/secret/rotate", rotation);
    String ids = "nonsense, " + first.header("X-Request-Id") + ",prq_x";
    Reply second = post("/v2/secret/rotate", rotation, RETRIED, ids);
    assertThat(second.result()).isEqualTo(first.result());
    String both = second.header("X-Request-Id") + "," + first.header("X-Request-Id");
    Reply third = post("/v2/secret/rotate", rotation, RETRIED, both);
    assertThat(third.result()).isEqualTo(first.result());
    assertThat(third.result().get("num_versions").asInt()).isEqualTo(2);
    Reply other = api.post("/v2/secret/rotate", rotation);
    assertThat(other.result().get("num_versions").asInt()).isEqualTo(3);
  }

  @Test
  void aRetriedDeletionStillSucceeds() {
    String deletion = "{'id':'" + api.secret("v") + "'}";
    Reply first = api.post("/v2/delete", deletion);
    Reply second = post("/v2/delete", deletion, RETRIED, first.header("X-Request-Id"));
    assertThat(second.code()).isEqualTo(200);
    assertThat(api.post("/v2/delete", deletion).status()).isEqualTo("VaultItemNotFound");
  }

  @Test
  void aRetriedGenerationMakesNoSecondKey() {
    String json = "{'purpose':'signing','algorithm':'ES256'}";
    Reply first = post("/v2/key/generate", json, KEY, "make-it-once");
    int keys = api.hsm.keys().size();
    Reply second = post("/v2/key/generate", json, KEY, "make-it-once");
    assertThat(second.result()).isEqualTo(first.result());
    assertThat(api.hsm.keys()).hasSize(keys);
  }

  @Test
  void aKeyUsedForSomethingElseIsRefused() {
    assertThat(post("/v2/secret/store", "{'secret':'a'}", KEY, "reused").code()).isEqualTo(200);
    Reply reply = post("/v2/secret/store", "{'secret':'b'}", KEY, "reused");
    assertThat(reply.code()).isEqualTo(400);
    assertThat(reply.firstError()).isEqualTo("BadState ");
  }

  @Test
  void illegalKeysAreRefused() {
    Reply reply = post("/v2/secret/store", "{'secret':'a'}", KEY, "with space");
    assertThat(reply.firstError()).isEqualTo("DoesNotMatchPattern ");
  }

  @Test
  void longKeysAreRefused() {
    assertThat(post("/v2/list", "{}", KEY, "k".repeat(255)).code()).isEqualTo(200);
    assertThat(post("/v2/list", "{}", KEY, "k".repeat(256)).code()).isEqualTo(400);
  }

  @Test
  void moreRetriesThanAreLookedAtDoNoHarm() {
    StringBuilder ids = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      ids.append("prq_aaaabbbbccccddddeeeeffffgggghhhh,");
    }
    assertThat(post("/v2/secret/store", "{'secret':'a'}", RETRIED, ids.toString()).code())
        .isEqualTo(200);
  }
}
