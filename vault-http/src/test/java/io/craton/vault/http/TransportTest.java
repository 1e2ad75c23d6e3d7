package io.craton.vault.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.core.Limits;
import io.craton.vault.http.TestApi.Reply;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Contract sections 1.1 to 1.5: paths, methods, tokens, headers, and the order of the checks.
@TestInstance(Lifecycle.PER_CLASS)
class TransportTest {
  private final TestApi api = TestApi.start();

  @AfterAll
  void stop() {
    api.close();
  }

  private static void isEnveloped(Reply reply) {
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    assertThat(reply.header("X-Request-Id")).isEqualTo(reply.body().get("request_id").asText());
    assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
    assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(reply.header("Server")).isEmpty();
    assertThat(reply.header("Set-Cookie")).isEmpty();
    assertThat(reply.result().isObject()).isTrue();
    assertThat(reply.body()).hasSize(6);
    assertThat(reply.body().get("summary").isTextual()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/v2",
        "/v2/nothing",
        "/v2/get/",
        "/V2/get",
        "//v2/get",
        "/v3/get",
        "/health"
      })
  void unknownPathsAreNotFoundWithoutLookingAtTheToken(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(api.uri(path)).POST(BodyPublishers.ofString("{}"));
    Reply reply = api.send(request);
    assertThat(reply.code()).isEqualTo(404);
    assertThat(reply.status()).isEqualTo("NotFound");
    isEnveloped(reply);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"})
  void otherMethodsAreNotAllowed(String method) {
    Reply reply =
        api.send(api.request("/v2/get", "").method(method, BodyPublishers.ofString("{}")));
    assertThat(reply.code()).isEqualTo(405);
    assertThat(reply.header("Allow")).isEqualTo("POST");
    isEnveloped(reply);
  }

  @Test
  void pollingForAnAnswerFindsNothing() {
    Reply reply = api.send(api.request("/request/prq_aaaabbbbccccddddeeeeffffgggghhhh", "").GET());
    assertThat(reply.code()).isEqualTo(404);
    assertThat(reply.status()).isEqualTo("NotFound");
    isEnveloped(reply);
    Reply posted = api.post("/request/prq_x", "{}");
    assertThat(posted.code()).isEqualTo(405);
    assertThat(posted.header("Allow")).isEqualTo("GET");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Bearer",
        "Bearer ",
        "Bearer notarealtoken",
        "Basic dXNlcjpwYXNz",
        "notarealtoken"
      })
  void badTokensAreRefusedBeforeTheBodyIsLookedAt(String header) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(api.uri("/v2/secret/store"))
            .POST(BodyPublishers.ofString("this is not JSON"));
    if (!header.isEmpty()) {
      request.header("Authorization", header);
    }
    Reply reply = api.send(request);
    assertThat(reply.code()).isEqualTo(401);
    assertThat(reply.status()).isEqualTo("Unauthorized");
    assertThat(reply.body().get("summary").asText())
        .contains("Not authorized to access this resource");
    isEnveloped(reply);
  }

  @Test
  void twoTokensAreRefused() {
    Reply reply =
        api.send(api.request("/v2/list", "{}").header("Authorization", "Bearer " + api.token));
    assertThat(reply.code()).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({"bearer", "BEARER", "Bearer"})
  void theSchemeIsNotCaseSensitive(String scheme) {
    Reply reply =
        api.send(
            HttpRequest.newBuilder(api.uri("/v2/list"))
                .header("Authorization", scheme + " " + api.token)
                .POST(BodyPublishers.ofString("{}")));
    assertThat(reply.code()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "application/json; charset=UTF-8", "text/plain"})
  void theContentTypeDoesNotMatter(String type) {
    assertThat(api.send(api.request("/v2/list", "{}").setHeader("Content-Type", type)).code())
        .isEqualTo(200);
  }

  @Test
  void aMissingContentTypeIsAccepted() {
    Reply reply =
        api.send(
            HttpRequest.newBuilder(api.uri("/v2/list"))
                .header("Authorization", "Bearer " + api.token)
                .POST(BodyPublishers.ofString("{}\n")));
    assertThat(reply.code()).isEqualTo(200);
  }

  @Test
  void configIdAndTransferMethodAreIgnored() {
    api.ok("/v2/list", "{'config_id':'pci_x','transfer_method':'multipart'}");
    api.ok("/v2/list", "{'config_id':null,'transfer_method':7}");
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedByItsLength() {
    byte[] body = new byte[Limits.BODY_BYTES + 1];
    Arrays.fill(body, (byte) ' ');
    tooLarge(api.send(api.request("/v2/get", "").POST(BodyPublishers.ofByteArray(body))));
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedWhileItStreams() {
    byte[] body = new byte[Limits.BODY_BYTES + 1];
    Arrays.fill(body, (byte) ' ');
    tooLarge(
        api.send(
            api.request("/v2/get", "")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))));
  }

  private static void tooLarge(Reply reply) {
    assertThat(reply.code()).isEqualTo(413);
    assertThat(reply.status()).isEqualTo("ValidationError");
    assertThat(reply.firstError()).isEqualTo("IsTooBig ");
    isEnveloped(reply);
  }

  @Test
  void aLargeBodyWithABadTokenGetsItsAnswer() {
    byte[] body = new byte[Limits.BODY_BYTES];
    Reply reply =
        api.send(
            HttpRequest.newBuilder(api.uri("/v2/get"))
                .header("Authorization", "Bearer wrong")
                .POST(BodyPublishers.ofByteArray(body)));
    assertThat(reply.code()).isEqualTo(401);
  }

  @Test
  void aChunkedBodyIsAccepted() {
    byte[] body = "{\"size\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    assertThat(
            api.send(
                    api.request("/v2/list", "")
                        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))))
                .code())
        .isEqualTo(200);
  }

  @Test
  void headOfAnAnswerHasNoBody() throws Exception {
    var response =
        api.client.send(
            api.request("/v2/get", "").method("HEAD", BodyPublishers.noBody()).build(),
            java.net.http.HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.body()).isEmpty();
  }
}
