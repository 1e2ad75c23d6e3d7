package io.craton.vault.http.wire;

import java.util.HashMap;
import java.util.Map;

/// An answer that is still to be written.
///
/// @param headers besides those that every answer has
/// @param result may write secrets; it is written once
public record Answer(
    int httpCode,
    Status status,
    String summary,
    Map<String, String> headers,
    ResultWriter result,
    Layout layout) {
  public Answer {
    headers = Map.copyOf(headers);
  }

  /// How an answer's body is laid out.
  public enum Layout {
    /// In the envelope of the public API.
    ENVELOPE,
    /// The result alone: health and admin answers.
    PLAIN
  }

  /// An answer with the status's usual HTTP code.
  public static Answer of(Status status, String summary, ResultWriter result) {
    return of(status.httpCode(), status, summary, result);
  }

  /// An answer with another HTTP code.
  public static Answer of(int httpCode, Status status, String summary, ResultWriter result) {
    return new Answer(httpCode, status, summary, Map.of(), result, Layout.ENVELOPE);
  }

  /// An answer whose body is the result alone.
  public static Answer plain(int httpCode, ResultWriter result) {
    return new Answer(httpCode, Status.SUCCESS, "", Map.of(), result, Layout.PLAIN);
  }

  /// The same answer with one header more.
  public Answer withHeader(String name, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(name, value);
    return new Answer(httpCode, status, summary, more, result, layout);
  }
}
