package io.craton.vault.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerParserTest {
  private final AnswerParser parser = new AnswerParser();

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  private boolean parse(String text) throws ProtocolException {
    parser.reset();
    return parser.feed(bytes(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 5\r\nX: y\r\n\r\nhello",
        "HTTP/1.1 503 \r\ncontent-LENGTH:5\r\n\r\nhello",
        "HTTP/1.1 503 X\nTransfer-Encoding: chunked\n\n3\nhel\n2;a=b\r\nlo\r\n0\r\nT: x\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 503 X\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 503 X\nContent-Length: 1\n\n.",
      })
  void anAnswerIsCompleteWithItsLastByteHoweverItComes(String answer) throws ProtocolException {
    for (int first = 1; first < answer.length(); first++) {
      parser.reset();
      assertThat(parser.feed(bytes(answer.substring(0, first)))).isFalse();
      for (int at = first; at < answer.length() - 1; at++) {
        assertThat(parser.feed(bytes(answer.substring(at, at + 1)))).isFalse();
      }
      String last = answer.substring(answer.length() - 1);
      assertThat(parser.feed(bytes(last))).as("after %d bytes at once", first).isTrue();
      assertThat(parser.status()).isEqualTo(503);
      assertThat(parser.keepsAlive()).isTrue();
    }
  }

  @Test
  void bytesOfTheNextAnswerAreLeft() throws ProtocolException {
    ByteBuffer bytes = bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}more");
    parser.reset();
    assertThat(parser.feed(bytes)).isTrue();
    assertThat(bytes.remaining()).isEqualTo(4);
  }

  @Test
  void anAnswerWithoutALengthEndsWithTheConnection() throws ProtocolException {
    assertThat(parse("HTTP/1.1 200 OK\r\n\r\nall that comes")).isFalse();
    assertThat(parser.endOfStream()).isTrue();
    assertThat(parser.keepsAlive()).isFalse();
  }

  @Test
  void anAnswerThatIsCutOffIsNotComplete() throws ProtocolException {
    assertThat(parse("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab")).isFalse();
    assertThat(parser.endOfStream()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"204 No Content", "304 Not Modified"})
  void someAnswersHaveNoBody(String status) throws ProtocolException {
    assertThat(parse("HTTP/1.1 " + status + "\r\n\r\n")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"
      })
  void aServerMaySayThatItHangsUp(String answer) throws ProtocolException {
    assertThat(parse(answer)).isTrue();
    assertThat(parser.keepsAlive()).isFalse();
  }

  @Test
  void anOldServerMaySayThatItDoesNotHangUp() throws ProtocolException {
    assertThat(parse("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n"))
        .isTrue();
    assertThat(parser.keepsAlive()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.6 and more\r\n",
        "HTTP/1.1 2x0 OK\r\n",
        "HTTP/1.1 999 OK\r\n",
        "HTTP/1.1\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: many\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n",
      })
  void whatIsNotHttpIsRefused(String answer) {
    assertThatThrownBy(() -> parse(answer)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void headsAreBounded() {
    assertThatThrownBy(() -> parse("HTTP/1.1 200 OK\r\nX: " + "y".repeat(9_000)))
        .isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> parse("HTTP/1.1 200 OK\r\n" + "X: yyyyyyyyyyyyy\r\n".repeat(5_000)))
        .isInstanceOf(ProtocolException.class);
  }
}
