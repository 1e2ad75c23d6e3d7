package io.craton.vault.bench.load;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Finds the status and the end of answers to POST, as bytes come: RFC 9112 sections 4, 6 and 7. Of
/// a body nothing is kept. Not thread-safe.
final class AnswerParser {
  private static final int LONGEST_LINE = 8_192;
  private static final int LONGEST_HEAD = 65_536;
  private static final int HEX = 16;
  private static final int LEAST_FINAL_STATUS = 200;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  private enum Part {
    STATUS_LINE,
    HEADERS,
    BODY,
    BODY_TO_THE_END,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    TRAILERS,
    COMPLETE
  }

  private final byte[] line = new byte[LONGEST_LINE];
  private int lineLength;
  private int headLength;

  private Part part = Part.STATUS_LINE;
  private int status;
  private boolean keepAlive;
  private boolean chunked;
  private long length;
  private long left;

  /// Before the next answer.
  void reset() {
    part = Part.STATUS_LINE;
    lineLength = 0;
    headLength = 0;
    keepAlive = true;
    chunked = false;
    length = -1;
  }

  int status() {
    return status;
  }

  /// Whether the connection is good for another request.
  boolean keepsAlive() {
    return keepAlive;
  }

  /// Takes bytes until the answer is complete or there are no more.
  ///
  /// @return whether it is complete; bytes that are left then belong to no request
  boolean feed(ByteBuffer bytes) throws ProtocolException {
    while (part != Part.COMPLETE && bytes.hasRemaining()) {
      switch (part) {
        case BODY -> skip(bytes, Part.COMPLETE);
        case CHUNK -> skip(bytes, Part.CHUNK_END);
        case BODY_TO_THE_END -> bytes.position(bytes.limit());
        case STATUS_LINE, HEADERS, CHUNK_SIZE, CHUNK_END, TRAILERS -> {
          if (readLine(bytes)) {
            lineRead();
            lineLength = 0;
          }
        }
        case COMPLETE -> throw new IllegalStateException("complete");
      }
    }
    return part == Part.COMPLETE;
  }

  /// Whether an answer is complete because the server has ended the connection.
  boolean endOfStream() {
    return part == Part.BODY_TO_THE_END;
  }

  private void skip(ByteBuffer bytes, Part then) {
    int count = (int) Math.min(left, bytes.remaining());
    bytes.position(bytes.position() + count);
    left -= count;
    if (left == 0) {
      part = then;
    }
  }

  /// @return whether the line is complete, without its end
  private boolean readLine(ByteBuffer bytes) throws ProtocolException {
    while (bytes.hasRemaining()) {
      byte next = bytes.get();
      if (next == '\n') {
        if (lineLength > 0 && line[lineLength - 1] == '\r') {
          lineLength--;
        }
        return true;
      }
      if (lineLength == LONGEST_LINE || headLength == LONGEST_HEAD) {
        throw new ProtocolException("a line or a head is too long");
      }
      line[lineLength] = next;
      lineLength++;
      headLength++;
    }
    return false;
  }

  private void lineRead() throws ProtocolException {
    switch (part) {
      case STATUS_LINE -> statusLine();
      case HEADERS -> {
        if (lineLength == 0) {
          headRead();
        } else {
          header();
        }
      }
      case CHUNK_SIZE -> chunkSize();
      case CHUNK_END -> {
        require(lineLength == 0);
        part = Part.CHUNK_SIZE;
        headLength = 0;
      }
      case TRAILERS -> {
        if (lineLength == 0) {
          part = Part.COMPLETE;
        }
      }
      case BODY, BODY_TO_THE_END, CHUNK, COMPLETE -> throw new IllegalStateException("no line");
    }
  }

  /// `HTTP/1.1 200 OK`.
  private void statusLine() throws ProtocolException {
    require(lineLength >= 12 && startsWith("http/1.") && line[8] == ' ');
    status = 0;
    for (int at = 9; at < 12; at++) {
      require(line[at] >= '0' && line[at] <= '9');
      status = 10 * status + line[at] - '0';
    }
    require(status >= 100 && status < 600);
    keepAlive = line[7] != '0';
    part = Part.HEADERS;
  }

  private void header() throws ProtocolException {
    if (startsWith("content-length:")) {
      length = 0;
      for (byte digit : value("content-length:").getBytes(StandardCharsets.US_ASCII)) {
        require(digit >= '0' && digit <= '9' && length < Integer.MAX_VALUE);
        length = 10 * length + digit - '0';
      }
    } else if (startsWith("transfer-encoding:")) {
      chunked = value("transfer-encoding:").endsWith("chunked");
    } else if (startsWith("connection:")) {
      String value = value("connection:");
      keepAlive = value.contains("keep-alive") || (keepAlive && !value.contains("close"));
    }
  }

  private void headRead() {
    if (status < LEAST_FINAL_STATUS) {
      reset();
    } else if (status == NO_CONTENT || status == NOT_MODIFIED) {
      part = Part.COMPLETE;
    } else if (chunked) {
      part = Part.CHUNK_SIZE;
    } else if (length < 0) {
      keepAlive = false;
      part = Part.BODY_TO_THE_END;
    } else {
      left = length;
      part = length == 0 ? Part.COMPLETE : Part.BODY;
    }
  }

  private void chunkSize() throws ProtocolException {
    int at = 0;
    left = 0;
    while (at < lineLength && Character.digit(line[at], HEX) >= 0) {
      left = HEX * left + Character.digit(line[at], HEX);
      require(left < Integer.MAX_VALUE);
      at++;
    }
    require(at > 0 && (at == lineLength || line[at] == ';' || line[at] == ' '));
    part = left == 0 ? Part.TRAILERS : Part.CHUNK;
  }

  /// @param lowerCase what the line is to start with, however it is written there
  private boolean startsWith(String lowerCase) {
    if (lineLength < lowerCase.length()) {
      return false;
    }
    for (int at = 0; at < lowerCase.length(); at++) {
      byte found = line[at];
      int lower = found >= 'A' && found <= 'Z' ? found + ('a' - 'A') : found;
      if (lower != lowerCase.charAt(at)) {
        return false;
      }
    }
    return true;
  }

  private String value(String name) {
    return new String(line, name.length(), lineLength - name.length(), StandardCharsets.US_ASCII)
        .strip()
        .toLowerCase(Locale.ROOT);
  }

  private void require(boolean holds) throws ProtocolException {
    if (!holds) {
      throw new ProtocolException("not HTTP/1.1, at " + part);
    }
  }
}
