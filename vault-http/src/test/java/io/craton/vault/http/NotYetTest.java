package io.craton.vault.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.http.TestApi.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Operations whose cryptography is not there yet: whatever else is wrong with a request is said
/// first.
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
  void partsOfDocumentsFollowPurposeAndState() {
    String id = api.key("symmetric_key", "encryption", "AES-GCM-256");
    String data = "," + STRUCTURED;
    forbidden("/v2/encrypt_structured", id, data, "not available yet");
    forbidden("/v2/encrypt_structured", api.secret("s"), data, "not a key");
    forbidden("/v2/encrypt_transform_structured", id, data + "," + TRANSFORM, "not for fpe");
    forbidden("/v2/decrypt_transform_structured", id, data + "," + TRANSFORM, "not for fpe");
    api.ok("/v2/state/change", "{'id':'" + id + "','state':'suspended'}");
    forbidden("/v2/encrypt_structured", id, data, "is suspended");
    forbidden("/v2/decrypt_structured", id, data, "not available yet");
  }
}
