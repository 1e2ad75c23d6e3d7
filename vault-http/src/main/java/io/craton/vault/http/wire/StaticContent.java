package io.craton.vault.http.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;

/// A file that is served as it is, the same to everybody. Never holds a secret. Immutable.
public final class StaticContent {
  private final Map<String, String> headers;
  private final byte[] bytes;

  /// @param type of its content
  /// @param caching what Cache-Control says of it
  public StaticContent(String type, String caching, byte[] bytes) {
    this.headers = Map.of("Content-Type", type, "Cache-Control", caching);
    this.bytes = bytes.clone();
  }

  private StaticContent(Map<String, String> headers, byte[] bytes) {
    this.headers = Map.copyOf(headers);
    this.bytes = bytes;
  }

  /// The same with one header more.
  public StaticContent withHeader(String name, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(name, value);
    return new StaticContent(more, bytes);
  }

  /// Headers that go with it, in place of the usual ones of the same name.
  public Map<String, String> headers() {
    return headers;
  }

  /// How many bytes it has.
  public int size() {
    return bytes.length;
  }

  /// Writes its bytes, without a copy of them: a large file asked for often must not fill the
  /// memory.
  public void writeTo(OutputStream out) throws IOException {
    out.write(bytes);
  }
}
