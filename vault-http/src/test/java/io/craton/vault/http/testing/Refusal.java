package io.craton.vault.http.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// All that an answer tells, without what is different in each: ids and times.
///
/// @param headers their names in small letters
/// @param body as it stands, a `*` for each id and time
public record Refusal(int code, SortedMap<String, String> headers, String body) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// The answer to whoever is not let in. Contract section 1.5: this, and nothing that tells why.
  public static final String UNAUTHORIZED =
      "{\"request_id\":\"*\",\"request_time\":\"*\",\"response_time\":\"*\","
          + "\"status\":\"Unauthorized\","
          + "\"summary\":\"Not authorized to access this resource\",\"result\":{}}";

  /// What an answer tells.
  public static Refusal of(HttpResponse<String> response) {
    SortedMap<String, String> headers = new TreeMap<>();
    response.headers().map().forEach((name, values) -> headers.put(name, String.join(",", values)));
    String body = response.body();
    try {
      JsonNode json = JSON.readTree(body);
      for (String time : new String[] {"request_time", "response_time"}) {
        String text = json.path(time).asText();
        var _ = Instant.parse(text);
        body = body.replace("\"" + time + "\":\"" + text + "\"", "\"" + time + "\":\"*\"");
      }
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + body, e);
    }
    if (headers.replace("x-request-id", "*") == null) {
      throw new AssertionError("no id in " + headers);
    }
    // Times have fractions of other lengths.
    var _ = headers.remove("content-length");
    return new Refusal(
        response.statusCode(), headers, body.replaceAll("(prq|pvi)_[a-z2-7]{32}", "*"));
  }

  /// Of which it is one.
  public static void requireUnauthorized(Refusal refusal, String what) {
    Map<String, String> expected =
        Map.of(
            "cache-control",
            "no-store",
            "content-type",
            "application/json",
            "www-authenticate",
            "Bearer",
            "x-content-type-options",
            "nosniff",
            "x-request-id",
            "*");
    // Whoever sends a body that is not read loses the connection.
    SortedMap<String, String> told = new TreeMap<>(refusal.headers);
    var _ = told.remove("connection");
    if (refusal.code != 401 || !told.equals(expected) || !refusal.body.equals(UNAUTHORIZED)) {
      throw new AssertionError(what + " was answered " + refusal);
    }
  }
}
