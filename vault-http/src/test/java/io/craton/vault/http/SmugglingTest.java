package io.craton.vault.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.craton.vault.core.Limits;
import io.craton.vault.http.RawTls.Received;
import io.craton.vault.http.server.HttpLimits;
import io.craton.vault.http.server.HttpSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests of which two readers could see the end in different places (RFC 9112 sections 2.2, 5,
/// 6, 7 and 11), with another one hidden behind, on a real listener with TLS. Each of the two would
/// store a secret, with a good token: whatever is executed is seen in the log of the vault.
@TestInstance(Lifecycle.PER_CLASS)
class SmugglingTest {
  private static final String BODY = "{\"secret\":\"s\"}";
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";
  private static final String CHUNK = "e\r\n" + BODY + "\r\n";
  private static final String END = "0\r\n\r\n";

  /// What has to become of one.
  private enum Fate {
    /// One answer in the envelope that refuses it; the connection is closed; nothing was done.
    REFUSED,
    /// Its end is where everybody sees it: it is executed, and so is what follows.
    SERVED
  }

  /// @param rest of it, after the first line and the usual headers, the empty line included
  record Case(String name, Fate fate, String rest) {
    @Override
    public String toString() {
      return name;
    }
  }

  private RawTls tls;
  private TestApi api;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    tls = new RawTls(directory);
    api =
        new TestApi(
            HttpSettings.tls("127.0.0.1", 0, tls::context)
                .withLimits(
                    HttpLimits.DEFAULT.withTimeouts(PATIENCE, PATIENCE, Duration.ofSeconds(30))));
  }

  @AfterAll
  void stop() {
    api.close();
  }

  private static Case refused(String name, String headers, String body) {
    return new Case(name, Fate.REFUSED, headers + "\r\n" + body);
  }

  private static Case served(String name, String headers, String body) {
    return new Case(name, Fate.SERVED, headers + "\r\n" + body);
  }

  private static String length(Object value) {
    return "Content-Length: " + value + "\r\n";
  }

  private static Stream<Case> lengths() {
    int own = BODY.length();
    return Stream.of(
        served("a length", length(own), BODY),
        refused("a length and chunks", length(5) + CHUNKED, CHUNK + END),
        refused("chunks and a length", CHUNKED + length(5), CHUNK + END),
        refused("chunks and a length that is right", CHUNKED + length(24), CHUNK + END),
        refused("two lengths", length(own) + length(0), BODY),
        refused("two lengths, the second larger", length(own) + length(own + 200), BODY),
        refused("two lengths in one line", length(own + ", 0"), BODY),
        refused("a length with a sign", length("+" + own), BODY),
        refused("a negative length", length("-1"), BODY),
        refused("a length in hexadecimal", length("0x0e"), BODY),
        refused("a length with a space within", length("1 4"), BODY),
        refused("a length with something behind", length(own + "abc"), BODY),
        refused("an empty length", length(""), BODY),
        refused("a length beyond 64 bits", length("18446744073709551630"), BODY),
        refused("a length of other digits", length("\u00b9\u00b2"), BODY));
  }

  private static Stream<Case> codings() {
    return Stream.of(
        served("chunks", CHUNKED, CHUNK + END),
        served("chunks, in capitals", "transfer-encoding: CHUNKED\r\n", CHUNK + END),
        refused("another coding", "Transfer-Encoding: xchunked\r\n", CHUNK + END),
        refused("no coding", "Transfer-Encoding: identity\r\n", CHUNK + END),
        refused("an empty coding", "Transfer-Encoding: \r\n", CHUNK + END),
        refused("a coding after chunks", "Transfer-Encoding: chunked, gzip\r\n", CHUNK + END),
        refused("a coding before chunks", "Transfer-Encoding: gzip, chunked\r\n", CHUNK + END),
        refused("chunks twice", "Transfer-Encoding: chunked, chunked\r\n", CHUNK + END),
        refused("chunks in two lines", CHUNKED + CHUNKED, CHUNK + END),
        refused("chunks, then none", CHUNKED + "Transfer-Encoding: identity\r\n", CHUNK + END),
        refused("chunks in quotes", "Transfer-Encoding: \"chunked\"\r\n", CHUNK + END),
        refused("chunks with a parameter", "Transfer-Encoding: chunked;a=b\r\n", CHUNK + END),
        refused("chunks behind a tab", "Transfer-Encoding:\u000bchunked\r\n", CHUNK + END),
        refused("chunks and a NUL", "Transfer-Encoding: chunked\0\r\n", CHUNK + END),
        refused("a space before the colon", "Transfer-Encoding : chunked\r\n", CHUNK + END),
        refused("a tab before the colon", "Transfer-Encoding\t: chunked\r\n", CHUNK + END),
        refused("a folded line", "X-A: b\r\n Transfer-Encoding: chunked\r\n", CHUNK + END),
        refused("a folded value", "Transfer-Encoding:\r\n chunked\r\n", CHUNK + END),
        refused("a bare CR", "X-A: b\rTransfer-Encoding: chunked\r\n", CHUNK + END),
        refused("a bare LF", "X-A: b\nTransfer-Encoding: chunked\r\n", CHUNK + END));
  }

  private static Stream<Case> chunks() {
    return Stream.of(
        served("two chunks", CHUNKED, "1\r\n{\r\nd\r\n" + BODY.substring(1) + "\r\n" + END),
        served("leading zeroes", CHUNKED, "000e\r\n" + BODY + "\r\n" + END),
        served("an extension", CHUNKED, "e;a=b\r\n" + BODY + "\r\n" + END),
        served("a quoted extension", CHUNKED, "e;a=\"b;c\"\r\n" + BODY + "\r\n" + END),
        served("a trailer", CHUNKED, CHUNK + "0\r\nX-A: b\r\n\r\n"),
        refused("no size", CHUNKED, "\r\n" + BODY + "\r\n" + END),
        refused("a negative size", CHUNKED, "-1\r\n" + BODY + "\r\n" + END),
        refused("a size with 0x", CHUNKED, "0xe\r\n" + BODY + "\r\n" + END),
        refused("a size with a sign", CHUNKED, "+e\r\n" + BODY + "\r\n" + END),
        refused("a size with an underline", CHUNKED, "0_e\r\n" + BODY + "\r\n" + END),
        refused("a size with another letter", CHUNKED, "eg\r\n" + BODY + "\r\n" + END),
        refused("a space before the size", CHUNKED, " e\r\n" + BODY + "\r\n" + END),
        refused("a size beyond 32 bits", CHUNKED, "10000000e\r\n" + BODY + "\r\n" + END),
        refused("a size beyond 64 bits", CHUNKED, "1000000000000000e\r\n" + BODY + "\r\n" + END),
        refused("the largest size", CHUNKED, "7fffffff\r\n" + BODY + "\r\n" + END),
        refused("a bare LF after the size", CHUNKED, "e\n" + BODY + "\r\n" + END),
        refused("a bare CR after the size", CHUNKED, "e\r" + BODY + "\r\n" + END),
        refused("a bare LF in an extension", CHUNKED, "e;a\nb\r\n" + BODY + "\r\n" + END),
        refused("a bare CR in an extension", CHUNKED, "e;a\rb\r\n" + BODY + "\r\n" + END),
        refused("a NUL in an extension", CHUNKED, "e;a\0b\r\n" + BODY + "\r\n" + END),
        refused("too long an extension", CHUNKED, "e;" + "a".repeat(70_000) + "\r\n" + BODY + END),
        refused("nothing after a chunk", CHUNKED, "e\r\n" + BODY + END),
        refused("a bare LF after a chunk", CHUNKED, "e\r\n" + BODY + "\n" + END),
        refused("a chunk longer than its size", CHUNKED, "d\r\n" + BODY + "\r\n" + END),
        refused("a bare LF at the end", CHUNKED, CHUNK + "0\n\n"),
        refused("a folded trailer", CHUNKED, CHUNK + "0\r\nX-A: b\r\n c\r\n\r\n"),
        refused(
            "too long a trailer", CHUNKED, CHUNK + "0\r\nX: " + "a".repeat(70_000) + "\r\n\r\n"));
  }

  private static Stream<Case> headers() {
    String usual = length(BODY.length());
    return Stream.of(
        refused("a NUL in a value", usual + "X-A: a\0b\r\n", BODY),
        refused("a NUL in a name", usual + "X\0A: b\r\n", BODY),
        refused("a bare CR in a value", usual + "X-A: a\rb\r\n", BODY),
        refused("a bare LF ends a line", usual + "X-A: a\nX-B: b\r\n", BODY),
        refused("a bare LF ends all", usual + "X-A: a\r\n\n" + BODY + second("x"), ""),
        refused("no colon", usual + "X-A\r\n", BODY),
        refused("no name", usual + ": b\r\n", BODY),
        refused("a name with a space", usual + "X A: b\r\n", BODY),
        refused("a name with brackets", usual + "X(A): b\r\n", BODY),
        refused("a folded first line", " X-A: b\r\n" + usual, BODY),
        refused("two hosts", "Host: other\r\n" + usual, BODY),
        refused("too many headers", usual + "X-A: b\r\n".repeat(3_000), BODY),
        refused("an endless name", usual + "X".repeat(70_000) + ": b\r\n", BODY));
  }

  private static String first(String token) {
    return "POST /v2/secret/store HTTP/1.1\r\nHost: vault\r\nAuthorization: Bearer "
        + token
        + "\r\n";
  }

  /// What is hidden behind the other.
  private static String second(String token) {
    return first(token) + "Connection: close\r\n" + length(BODY.length()) + "\r\n" + BODY;
  }

  @ParameterizedTest
  @MethodSource({"lengths", "codings", "chunks", "headers"})
  void hasOneEndOrNone(Case given) throws IOException {
    check(given, first(api.token) + given.rest + second(api.token));
  }

  private static Stream<Case> bodies() {
    String tooMuch = " ".repeat(Limits.BODY_BYTES + 1);
    return Stream.of(
        refused("a body that does not come", length(100), "{"),
        refused("a chunk that does not come", CHUNKED, "e\r\n{"),
        refused("chunks without an end", CHUNKED, CHUNK),
        refused("a body over the limit", length(tooMuch.length()), tooMuch),
        refused("a body that announces a terabyte", length(1L << 40), BODY),
        refused(
            "chunks over the limit",
            CHUNKED,
            Integer.toHexString(tooMuch.length()) + "\r\n" + tooMuch + "\r\n" + END));
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void isGivenUpInTime(Case given) throws IOException {
    long start = System.nanoTime();
    check(given, first(api.token) + given.rest);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
  }

  /// Requests that are answered without a look at their bodies.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /v2/secret/store",
        "POST /nothing",
        "PUT /v2/secret/store",
        "GET /v2/secret/store",
        "GET /health/live",
        "GET /openapi.json",
        "GET /docs",
        "GET /request/prq_a",
        "OPTIONS /v2/secret/store",
        "HEAD /docs"
      })
  void aRequestInTheBodyOfAnotherIsNone(String line) throws IOException {
    int before = api.vault.log().size();
    String hidden = second(api.token);
    for (String body :
        List.of(
            length(hidden.length()) + "\r\n" + hidden,
            CHUNKED
                + "\r\n"
                + Integer.toHexString(hidden.length())
                + "\r\n"
                + hidden
                + "\r\n"
                + END,
            "Expect: 100-continue\r\n" + length(hidden.length()) + "\r\n" + hidden)) {
      String head = line + " HTTP/1.1\r\nHost: vault\r\nAuthorization: Bearer wrong\r\n";
      Received received = tls.exchange(api.server.port(), head + body);
      assertThat(received.codes()).as(received.text()).hasSize(1).doesNotContain(100, 500);
      assertThat(received.closed()).isTrue();
    }
    assertThat(api.vault.log()).hasSize(before);
  }

  /// What comes before the host or behind the path counts for nothing, and a second space is none.
  private static Stream<Case> lines() {
    return Stream.of(
        new Case("as usual", Fate.SERVED, "POST /v2/secret/store HTTP/1.1"),
        new Case("absolute", Fate.SERVED, "POST https://vault/v2/secret/store HTTP/1.1"),
        new Case("authority", Fate.REFUSED, "POST vault:443 HTTP/1.1"),
        new Case("CONNECT", Fate.REFUSED, "CONNECT vault:443 HTTP/1.1"),
        new Case("asterisk", Fate.REFUSED, "POST * HTTP/1.1"),
        new Case("absolute without a host", Fate.REFUSED, "POST https:///v2/secret/store HTTP/1.1"),
        new Case(
            "a user before the host", Fate.SERVED, "POST https://a@vault/v2/secret/store HTTP/1.1"),
        new Case("a fragment", Fate.SERVED, "POST /v2/secret/store#a HTTP/1.1"),
        new Case("a space in the target", Fate.REFUSED, "POST /v2/secret/store x HTTP/1.1"),
        new Case("two spaces", Fate.SERVED, "POST  /v2/secret/store HTTP/1.1"),
        new Case("a tab", Fate.REFUSED, "POST\t/v2/secret/store HTTP/1.1"),
        new Case("a NUL in the target", Fate.REFUSED, "POST /v2/secret/store\0 HTTP/1.1"),
        new Case("no version", Fate.REFUSED, "POST /v2/secret/store"),
        new Case("version 0.9", Fate.REFUSED, "POST /v2/secret/store HTTP/0.9"),
        new Case("version 2", Fate.REFUSED, "POST /v2/secret/store HTTP/2.0"),
        new Case("small letters", Fate.REFUSED, "post /v2/secret/store HTTP/1.1"),
        new Case("a longer path", Fate.REFUSED, "POST /v2/secret/store/ HTTP/1.1"),
        new Case("an escape for a letter", Fate.REFUSED, "POST /v2/secret/stor%65 HTTP/1.1"),
        new Case("a parameter", Fate.REFUSED, "POST /v2/secret/store;a=b HTTP/1.1"),
        new Case("dots", Fate.REFUSED, "POST /v2/x/../secret/store HTTP/1.1"),
        new Case("too long", Fate.REFUSED, "POST /" + "a".repeat(70_000) + " HTTP/1.1"));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void targetMeansOneThing(Case given) throws IOException {
    String usual = first(api.token);
    String headers = usual.substring(usual.indexOf('\n') + 1) + "Connection: close\r\n";
    check(
        given,
        given.rest + "\r\n" + headers + length(BODY.length()) + "\r\n" + BODY + second(api.token));
  }

  private void check(Case given, String sent) throws IOException {
    int before = api.vault.log().size();
    Received received = tls.exchange(api.server.port(), sent);
    int done = api.vault.log().size() - before;
    String what = given + " was answered " + received;
    assertThat(received.closed()).as(what).isTrue();
    if (given.fate == Fate.SERVED) {
      assertThat(received.codes()).as(what).containsOnly(200).hasSizeBetween(1, 2);
      assertThat(done).as(what).isEqualTo(received.codes().size());
    } else {
      assertThat(done).as(what).isZero();
      assertThat(received.codes()).as(what).hasSize(1);
      requireEnvelope(received, what);
    }
    Received next = tls.exchange(api.server.port(), second(api.token));
    assertThat(next.codes()).as("the next one, on a new connection").containsExactly(200);
  }

  private static void requireEnvelope(Received received, String what) throws IOException {
    assertThat(received.codes().getFirst()).as(what).isBetween(400, 505).isNotEqualTo(500);
    String body = received.text().substring(received.text().indexOf("\r\n\r\n"));
    JsonNode json = new ObjectMapper().readTree(body);
    assertThat(json.path("status").asText()).as(what).isNotEmpty().isNotEqualTo("Success");
    assertThat(json).as(what).hasSize(6);
    assertThat(received.text()).as(what).doesNotContainIgnoringCase("jetty", "exception");
  }
}
