package io.craton.vault.bench.load;

import java.nio.charset.StandardCharsets;

/// A body of JSON that is posted to a path.
public record Request(String path, String body) {
  /// What goes over the wire, with the token in it.
  byte[] bytes(Target target, String token) {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    String head =
        String.join(
            "\r\n",
            "POST " + path + " HTTP/1.1",
            "Host: " + target.authority(),
            "Authorization: Bearer " + token,
            "Content-Type: application/json",
            "Content-Length: " + content.length,
            "",
            "");
    byte[] start = head.getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[start.length + content.length];
    System.arraycopy(start, 0, all, 0, start.length);
    System.arraycopy(content, 0, all, start.length, content.length);
    return all;
  }
}
