package io.craton.vault.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.vault.core.bytes.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Clusters.class)
class BadInputIT {
  /// Not all `a`: twenty zero bytes are the root folder.
  private static final String UNKNOWN_ID = "pvi_" + "b".repeat(32);

  private static final byte[] STRAY_BYTE = {(byte) 0xc3, 0x28};

  /// @param code of the error expected in the result, empty when there is none
  private record Bad(String what, String path, Bytes body, int http, String status, String code) {
    static Bad invalid(String what, String path, String body, String code) {
      return new Bad(what, path, bytes(body), 400, "ValidationError", code);
    }

    static Bad other(String what, String path, String body, int http, String status) {
      return new Bad(what, path, bytes(body), http, status, "");
    }

    private static Bytes bytes(String body) {
      return Bytes.copyOf(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void badRequestsGetTheContractsErrorAndLeaveNoTrace(ClusterHarness cluster) throws Exception {
    Digests.Digest before = Digests.awaitEqual(cluster, Duration.ofMinutes(2));
    for (Bad bad : cases()) {
      ApiAnswer answer = cluster.client().raw(bad.path, bad.body.toArray());
      assertThat(answer.http()).as("%s: %s", bad.what, answer).isEqualTo(bad.http);
      assertThat(answer.status()).as("%s: %s", bad.what, answer).isEqualTo(bad.status);
      assertEnvelope(bad.what, answer);
      if (!bad.code.isEmpty()) {
        assertThat(answer.result().path("errors").path(0).path("code").asText())
            .as("%s: %s", bad.what, answer)
            .isEqualTo(bad.code);
      }
    }
    Digests.Digest after = Digests.awaitEqual(cluster, Duration.ofMinutes(2));
    assertThat(after).as("the log and the state").isEqualTo(before);
  }

  @Test
  void anUnknownTokenIsRefusedBeforeTheBodyIsLookedAt(ClusterHarness cluster) throws Exception {
    ApiAnswer answer =
        cluster
            .client()
            .as("pts_notarealtoken")
            .raw("/v2/secret/store", "{".getBytes(StandardCharsets.UTF_8));
    assertThat(answer.http()).as(answer.toString()).isEqualTo(401);
    assertThat(answer.status()).isEqualTo("Unauthorized");
    assertThat(answer.body()).contains("Not authorized to access this resource");
  }

  private static List<Bad> cases() {
    return List.of(
        Bad.invalid("no JSON", "/v2/secret/store", "{'type':", "BadFormat"),
        Bad.invalid("no object", "/v2/secret/store", "[]", "InvalidObject"),
        Bad.invalid("trailing text", "/v2/list", "{} {}", "BadFormat"),
        Bad.invalid("deep nesting", "/v2/list", "[".repeat(100_000), "BadFormat"),
        new Bad(
            "invalid UTF-8",
            "/v2/secret/store",
            concat("{\"secret\":\"", STRAY_BYTE, "\"}"),
            400,
            "ValidationError",
            "BadFormat"),
        new Bad(
            "oversized",
            "/v2/secret/store",
            Bad.bytes("{'secret':'" + "x".repeat(11 * 1024 * 1024) + "'}"),
            413,
            "ValidationError",
            "IsTooBig"),
        Bad.invalid(
            "a number for a text",
            "/v2/secret/store",
            "{'type':'secret','secret':7}",
            "InvalidString"),
        Bad.invalid("a missing field", "/v2/secret/store", "{'type':'secret'}", "FieldRequired"),
        Bad.invalid(
            "an unknown field",
            "/v2/secret/store",
            "{'secret':'x','surprise':1}",
            "UnexpectedProperty"),
        Bad.invalid(
            "a text above the limit",
            "/v2/secret/store",
            "{'secret':'" + "x".repeat(10_241) + "'}",
            "AboveMaxLength"),
        Bad.invalid(
            "an unknown algorithm", "/v2/key/generate",
            "{'type':'asymmetric_key','purpose':'signing','algorithm':'ROT13'}", "NotEnumMember"),
        Bad.invalid("a malformed id", "/v2/get", "{'id':'x'}", "DoesNotMatchPattern"),
        Bad.invalid(
            "an unknown state",
            "/v2/state/change",
            "{'id':'" + UNKNOWN_ID + "','state':'gone'}",
            "NotEnumMember"),
        Bad.invalid(
            "bad base64",
            "/v2/sign",
            "{'id':'" + UNKNOWN_ID + "','message':'thisisnotasignature'}",
            "BadFormatBase64"),
        Bad.other(
            "an unknown id", "/v2/get", "{'id':'" + UNKNOWN_ID + "'}", 404, "VaultItemNotFound"),
        Bad.other(
            "an unknown id to delete",
            "/v2/delete",
            "{'id':'" + UNKNOWN_ID + "'}",
            404,
            "VaultItemNotFound"),
        Bad.other("an unknown route", "/v2/no/such/route", "{}", 404, "NotFound"));
  }

  private static void assertEnvelope(String what, ApiAnswer answer) throws Exception {
    JsonNode envelope = ApiClient.JSON.readTree(answer.body());
    Set<String> keys = new TreeSet<>();
    for (Iterator<String> names = envelope.fieldNames(); names.hasNext(); ) {
      keys.add(names.next());
    }
    assertThat(keys)
        .as(what)
        .containsExactly(
            "request_id", "request_time", "response_time", "result", "status", "summary");
    assertThat(answer.requestId()).as(what).contains(envelope.path("request_id").asText());
  }

  private static Bytes concat(String before, byte[] middle, String after) {
    byte[] head = before.getBytes(StandardCharsets.UTF_8);
    byte[] tail = after.getBytes(StandardCharsets.UTF_8);
    byte[] whole = new byte[head.length + middle.length + tail.length];
    System.arraycopy(head, 0, whole, 0, head.length);
    System.arraycopy(middle, 0, whole, head.length, middle.length);
    System.arraycopy(tail, 0, whole, head.length + middle.length, tail.length);
    return Bytes.copyOf(whole);
  }
}
