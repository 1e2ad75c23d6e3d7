package io.craton.vault.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Format-preserving encryption. Contract section 8.3.
@TestInstance(Lifecycle.PER_CLASS)
class TransformTest {
  private final TestApi api = TestApi.start();

  @AfterAll
  void stop() {
    api.close();
  }

  private String key() {
    return api.key("symmetric_key", "fpe", "AES-FF3-1-256-BETA");
  }

  private JsonNode encrypt(String id, String text, String alphabet, String more) {
    return api.ok(
        "/v2/encrypt_transform",
        "{'id':'%s','plain_text':'%s','alphabet':'%s'%s}".formatted(id, text, alphabet, more));
  }

  private String decrypt(String id, String text, String alphabet, String tweak, String more) {
    return api.ok(
            "/v2/decrypt_transform",
            "{'id':'%s','cipher_text':'%s','alphabet':'%s','tweak':'%s'%s}"
                .formatted(id, text, alphabet, tweak, more))
        .get("plain_text")
        .asText();
  }

  @ParameterizedTest
  @CsvSource({
    "numeric, 123-4567-8901, \\d{3}-\\d{4}-\\d{4}",
    "alphalower, abcdefg 12, [a-z]{7} 12",
    "alphaupper, ABCDEFG, [A-Z]{7}",
    "alpha, AbCd, [A-Za-z]{4}",
    "alphanumericlower, a1b2-c3, [a-z0-9]{4}-[a-z0-9]{2}",
    "alphanumericupper, A1B2c, [A-Z0-9]{4}c",
    "alphanumeric, 123-4567-8901, [A-Za-z0-9]{3}-[A-Za-z0-9]{4}-[A-Za-z0-9]{4}",
  })
  void aTextKeepsItsForm(String alphabet, String text, String form) {
    String id = key();
    JsonNode encrypted = encrypt(id, text, alphabet, "");
    String cipher = encrypted.get("cipher_text").asText();
    assertThat(cipher).matches(form);
    assertThat(encrypted.get("alphabet").asText()).isEqualTo(alphabet);
    String tweak = encrypted.get("tweak").asText();
    assertThat(decrypt(id, cipher, alphabet, tweak, "")).isEqualTo(text);
    assertThat(encrypt(id, text, alphabet, ",'tweak':'" + tweak + "'").get("cipher_text").asText())
        .isEqualTo(cipher);
  }

  @Test
  void aTweakIsEchoedAsItWasWritten() {
    String id = key();
    assertThat(encrypt(id, "1234567", "numeric", ",'tweak':'MTIzMTIzMT=='").get("tweak").asText())
        .isEqualTo("MTIzMTIzMT==");
    assertThat(encrypt(id, "1234567", "numeric", ",'tweak':null").get("tweak").asText())
        .hasSize(12);
  }

  @Test
  void anEarlierVersionDecryptsWhatItEncrypted() {
    String id = key();
    JsonNode first = encrypt(id, "abcdefghijklmnopqrstuvw", "alphanumeric", "");
    api.ok("/v2/key/rotate", "{'id':'" + id + "','rotation_state':'suspended'}");
    String cipher = first.get("cipher_text").asText();
    String tweak = first.get("tweak").asText();
    assertThat(decrypt(id, cipher, "alphanumeric", tweak, ",'version':1"))
        .isEqualTo("abcdefghijklmnopqrstuvw");
    assertThat(decrypt(id, cipher, "alphanumeric", tweak, ""))
        .isNotEqualTo("abcdefghijklmnopqrstuvw");
    TestApi.Reply old =
        api.post(
            "/v2/encrypt_transform",
            "{'id':'" + id + "','plain_text':'123456','alphabet':'numeric','version':1}");
    assertThat(old.status()).isEqualTo("ForbiddenVaultOperation");
  }

  @Test
  void keysForOtherPurposesAreRefused() {
    String id = api.key("symmetric_key", "encryption", "AES-GCM-256");
    TestApi.Reply reply =
        api.post(
            "/v2/encrypt_transform",
            "{'id':'" + id + "','plain_text':'123456','alphabet':'numeric'}");
    assertThat(reply.status()).isEqualTo("ForbiddenVaultOperation");
    assertThat(reply.body().get("summary").asText()).contains("not for fpe");
    TestApi.Reply sealed = api.post("/v2/encrypt", "{'id':'" + key() + "','plain_text':''}");
    assertThat(sealed.body().get("summary").asText()).contains("not for encryption");
  }
}
