package io.craton.vault.node.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/// The answer to one attempt of a call.
///
/// @param http the HTTP status
/// @param status the envelope's status, empty when the body is no envelope
/// @param retryAfter the header of that name
record ApiAnswer(
    int http,
    String status,
    JsonNode result,
    Optional<String> requestId,
    Optional<String> retryAfter,
    String body) {

  boolean success() {
    return http == 200 && status.equals("Success");
  }

  /// True for the statuses after which SDKs repeat a call.
  boolean retryable() {
    return http == 500 || http == 502 || http == 503 || http == 504;
  }

  /// The result of a call that has to have succeeded.
  JsonNode orFail() {
    if (!success()) {
      throw new AssertionError("expected Success, found " + this);
    }
    return result;
  }

  @Override
  public String toString() {
    return http + " " + body;
  }
}
