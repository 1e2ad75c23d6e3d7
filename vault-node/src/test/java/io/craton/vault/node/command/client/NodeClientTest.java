package io.craton.vault.node.command.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.node.command.client.NodeRequest.Repetition;
import io.craton.vault.node.configuration.Endpoint;
import io.craton.vault.node.configuration.PemPair;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import io.craton.vault.node.tls.PemIdentity;
import io.craton.vault.node.tls.TlsFiles;
import io.craton.vault.node.tls.TlsRole;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which node is asked, and how often. The servers are real, on loopback.
class NodeClientTest {
  private static final Address NOWHERE = new Address(false, new Endpoint("127.0.0.1", 1));
  private static final NodeRequest WRITE =
      new NodeRequest("POST", "/v2/x", Optional.of("{}"), new Repetition.Recognised("key-1"));
  private static final NodeRequest ONCE =
      new NodeRequest("POST", "/admin/v1/x", Optional.of("{}"), new Repetition.Harmful());

  @TempDir private Path directory;
  private final List<HttpServer> servers = new ArrayList<>();
  private final List<String> hints = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    servers.forEach(server -> server.stop(0));
  }

  private interface Handler {
    void serve(HttpExchange exchange) throws IOException;
  }

  private HttpServer listen(HttpServer server, Handler handler) {
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            handler.serve(exchange);
          }
        });
    server.start();
    servers.add(server);
    return server;
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private Address server(Handler handler) throws IOException {
    HttpServer server = listen(HttpServer.create(loopback(), 0), handler);
    return new Address(false, new Endpoint("127.0.0.1", server.getAddress().getPort()));
  }

  private static Handler answering(int code, String retryAfter, AtomicInteger calls) {
    return exchange -> {
      calls.incrementAndGet();
      if (!retryAfter.isEmpty()) {
        exchange.getResponseHeaders().add("Retry-After", retryAfter);
      }
      byte[] body = "{\"code\":%d}".formatted(code).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(code, body.length);
      exchange.getResponseBody().write(body);
    };
  }

  private NodeClient client(Duration patience, Address... nodes) throws StartFailure {
    return new NodeClient(
        List.of(nodes),
        () -> ClientTls.context(Optional.empty(), Optional.empty()),
        patience,
        hints::add);
  }

  private NodeAnswer send(NodeRequest request, Address... nodes) throws Exception {
    try (NodeClient client = client(Duration.ofSeconds(10), nodes);
        SecretBytes token = SecretBytes.utf8("pts_secret")) {
      return client.send(request, token);
    }
  }

  private StartFailure failure(NodeRequest request, Address... nodes) {
    StartFailure failure = catchThrowableOfType(StartFailure.class, () -> send(request, nodes));
    assertThat(failure).isNotNull();
    return failure;
  }

  @Test
  void nodeThatIsDownIsPassedOver() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    Address up = server(answering(200, "", calls));
    assertThat(send(ONCE, NOWHERE, up).code()).isEqualTo(200);
    assertThat(calls).hasValue(1);
    assertThat(hints).singleElement().asString().contains(NOWHERE.toString(), up.toString());
  }

  @Test
  void firstAnswerCounts() throws Exception {
    AtomicInteger first = new AtomicInteger();
    AtomicInteger second = new AtomicInteger();
    NodeAnswer answer =
        send(WRITE, server(answering(404, "", first)), server(answering(200, "", second)));
    assertThat(answer.code()).isEqualTo(404);
    assertThat(second).hasValue(0);
  }

  @Test
  void allNodesDownIsUnreachable() {
    StartFailure failure = failure(WRITE, NOWHERE, NOWHERE);
    assertThat(failure.code()).isEqualTo(ExitCode.NODE_UNREACHABLE);
    assertThat(failure).hasMessageContaining(NOWHERE.toString());
  }

  /// Reads a request and hangs up: the caller cannot know whether it was done.
  private static Address hangingUp(ServerSocket socket) {
    return talking(socket, "");
  }

  private static Address talking(ServerSocket socket, String answer) {
    Thread.ofVirtual()
        .start(() -> {
          while (!socket.isClosed()) {
            try (Socket caller = socket.accept();
                InputStream in = caller.getInputStream()) {
              var _ = in.read(new byte[1024]);
              caller.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
              return;
            }
          }
        });
    return new Address(false, new Endpoint("127.0.0.1", socket.getLocalPort()));
  }

  @Test
  void brokenWriteIsRepeatedElsewhereUnderTheSameKey() throws Exception {
    List<String> keys = new CopyOnWriteArrayList<>();
    Address up =
        server(exchange -> {
          keys.addAll(exchange.getRequestHeaders().get("Idempotency-Key"));
          answering(200, "", new AtomicInteger()).serve(exchange);
        });
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(send(WRITE, hangingUp(socket), up).code()).isEqualTo(200);
    }
    assertThat(keys).containsExactly("key-1");
  }

  @Test
  void brokenRequestThatMayDoHarmTwiceIsNotRepeated() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    Address up = server(answering(200, "", calls));
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      StartFailure failure = failure(ONCE, hangingUp(socket), up);
      assertThat(failure.code()).isEqualTo(ExitCode.NODE_UNREACHABLE);
      assertThat(failure).hasMessageContaining("may have done what was asked");
    }
    assertThat(calls).hasValue(0);
  }

  @Test
  void busyNodeIsPassedOverAtOnce() throws Exception {
    AtomicInteger busy = new AtomicInteger();
    AtomicInteger up = new AtomicInteger();
    long start = System.nanoTime();
    NodeAnswer answer =
        send(WRITE, server(answering(503, "5", busy)), server(answering(200, "", up)));
    assertThat(answer.code()).isEqualTo(200);
    assertThat(busy).hasValue(1);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void busyRequestThatMayDoHarmTwiceIsNotRepeated() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    assertThat(send(ONCE, server(answering(503, "1", calls)), NOWHERE).code()).isEqualTo(503);
    assertThat(calls).hasValue(1);
  }

  @Test
  void busyNodesAreAskedAgainAfterTheTimeTheyName() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    Address node =
        server(exchange -> answering(calls.get() == 0 ? 429 : 200, "1", calls).serve(exchange));
    long start = System.nanoTime();
    assertThat(send(WRITE, node).code()).isEqualTo(200);
    assertThat(calls).hasValue(2);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(1));
  }

  @Test
  void patienceEndsWithTheAnswerOfTheBusyNode() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    Address node = server(answering(503, "60", calls));
    assertThat(send(WRITE, NOWHERE, node).code()).isEqualTo(503);
    assertThat(calls).hasValue(1);
  }

  @Test
  void redirectionIsNotFollowed() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    Address other = server(answering(200, "", calls));
    Address node =
        server(exchange -> {
          exchange.getResponseHeaders().add("Location", other + "/v2/x");
          exchange.sendResponseHeaders(307, -1);
        });
    assertThat(send(WRITE, node).code()).isEqualTo(307);
    assertThat(calls).hasValue(0);
  }

  @Test
  void tokenWithALineEndIsNotSentAndNotQuoted() {
    assertThatThrownBy(
            () -> {
              try (NodeClient client = client(Duration.ZERO, NOWHERE);
                  SecretBytes token = SecretBytes.utf8("pts_hidden\nX: y")) {
                var _ = client.send(WRITE, token);
              }
            })
        .isInstanceOfSatisfying(
            StartFailure.class, failure -> assertThat(failure.code()).isEqualTo(ExitCode.USAGE))
        .hasMessageNotContaining("pts_hidden")
        .hasNoCause();
  }

  @Test
  void downloadComesFromTheFirstNodeThatIsThere() throws Exception {
    Address up = server(answering(200, "", new AtomicInteger()));
    List<String> got = new ArrayList<>();
    try (NodeClient client = client(Duration.ZERO, NOWHERE, up);
        SecretBytes token = SecretBytes.utf8("pts_secret")) {
      assertThat(
              client.download(
                  ONCE,
                  token,
                  body -> got.add(new String(body.readAllBytes(), StandardCharsets.UTF_8))))
          .isEmpty();
    }
    assertThat(got).containsExactly("{\"code\":200}");
  }

  @Test
  void downloadThatBreaksOffSaysSoAndNobodyElseIsAsked() throws Exception {
    AtomicInteger others = new AtomicInteger();
    Address other = server(answering(200, "", others));
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        NodeClient client =
            client(
                Duration.ZERO,
                talking(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome of it"),
                other);
        SecretBytes token = SecretBytes.utf8("pts_secret")) {
      StartFailure failure =
          catchThrowableOfType(
              StartFailure.class, () -> client.download(ONCE, token, InputStream::readAllBytes));
      assertThat(failure.code()).isEqualTo(ExitCode.NODE_UNREACHABLE);
      assertThat(failure).hasMessageContaining("the answer broke off");
    }
    assertThat(others).hasValue(0);
  }

  @Test
  void refusedDownloadIsNotUsed() throws Exception {
    Address up = server(answering(503, "7", new AtomicInteger()));
    try (NodeClient client = client(Duration.ZERO, up);
        SecretBytes token = SecretBytes.utf8("pts_secret")) {
      Optional<NodeAnswer> refused =
          client.download(
              ONCE,
              token,
              _ -> {
                throw new AssertionError("used");
              });
      assertThat(refused).isPresent();
      assertThat(refused.get().code()).isEqualTo(503);
      assertThat(refused.get().retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }
  }

  // ---- TLS

  private PemPair certificate(String name, String names) throws Exception {
    Path certificate = directory.resolve(name + ".pem");
    Path key = directory.resolve(name + ".key");
    Process openssl =
        new ProcessBuilder(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=" + name,
                "-addext",
                "subjectAltName=" + names,
                "-keyout",
                key.toString(),
                "-out",
                certificate.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(openssl.waitFor()).as(said).isZero();
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    return new PemPair(certificate, key);
  }

  private Address tlsServer(PemPair pair, boolean wantsClient, AtomicInteger calls)
      throws Exception {
    SSLContext context;
    if (wantsClient) {
      context = ClientTls.context(Optional.of(pair.certificate()), Optional.of(pair));
    } else {
      TlsFiles files = new TlsFiles(TlsRole.API, pair, Optional.empty(), List.of());
      context = new PemIdentity("test", InstantSource.system()).load(files).serverContext();
    }
    HttpsServer server = HttpsServer.create(loopback(), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters ssl = getSSLContext().getDefaultSSLParameters();
            ssl.setNeedClientAuth(wantsClient);
            parameters.setSSLParameters(ssl);
          }
        });
    listen(server, answering(200, "", calls));
    return new Address(true, new Endpoint("127.0.0.1", server.getAddress().getPort()));
  }

  private NodeAnswer send(Optional<Path> authority, Optional<PemPair> identity, Address... nodes)
      throws Exception {
    try (NodeClient client =
            new NodeClient(
                List.of(nodes),
                () -> ClientTls.context(authority, identity),
                Duration.ZERO,
                hints::add);
        SecretBytes token = SecretBytes.utf8("pts_secret")) {
      return client.send(WRITE, token);
    }
  }

  private StartFailure distrust(Optional<Path> authority, Address... nodes) {
    StartFailure failure =
        catchThrowableOfType(StartFailure.class, () -> send(authority, Optional.empty(), nodes));
    assertThat(failure).isNotNull();
    assertThat(failure.code()).isEqualTo(ExitCode.TLS_FAILED);
    return failure;
  }

  @Test
  void nodeOfATrustedAuthorityAnswers() throws Exception {
    PemPair pair = certificate("good", "IP:127.0.0.1");
    AtomicInteger calls = new AtomicInteger();
    Address node = tlsServer(pair, false, calls);
    assertThat(send(Optional.of(pair.certificate()), Optional.empty(), node).code()).isEqualTo(200);
    Address gone = new Address(true, NOWHERE.endpoint());
    assertThat(send(Optional.of(pair.certificate()), Optional.empty(), gone, node).code())
        .isEqualTo(200);
  }

  @Test
  void nodeThatIsNotTrustedIsTheEndAndNotPassedOver() throws Exception {
    PemPair pair = certificate("good", "IP:127.0.0.1");
    AtomicInteger calls = new AtomicInteger();
    Address node = tlsServer(pair, false, new AtomicInteger());
    Address next = tlsServer(certificate("other", "IP:127.0.0.1"), false, calls);
    assertThat(distrust(Optional.of(directory.resolve("other.pem")), node, next))
        .hasMessageContaining("--ca-file");
    assertThat(distrust(Optional.empty(), node)).hasMessageContaining("CRATON_CA_FILE");
    assertThat(calls).hasValue(0);
  }

  @Test
  void certificateForOtherNamesIsRefused() throws Exception {
    PemPair pair = certificate("names", "DNS:vault.example.com");
    Address node = tlsServer(pair, false, new AtomicInteger());
    assertThat(distrust(Optional.of(pair.certificate()), node)).hasMessageContaining("names");
  }

  @Test
  void plainServerAtATlsAddressIsAnError() throws Exception {
    PemPair pair = certificate("good", "IP:127.0.0.1");
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Address plain = talking(socket, "HTTP/1.1 400 Bad Request\r\n\r\n");
      assertThat(distrust(Optional.of(pair.certificate()), new Address(true, plain.endpoint())))
          .hasMessageContaining("does not speak TLS");
    }
  }

  @Test
  void clientShowsItsCertificateToWhoAsks() throws Exception {
    PemPair pair = certificate("good", "IP:127.0.0.1");
    Address node = tlsServer(pair, true, new AtomicInteger());
    assertThat(send(Optional.of(pair.certificate()), Optional.of(pair), node).code())
        .isEqualTo(200);
    assertThatThrownBy(() -> send(Optional.of(pair.certificate()), Optional.empty(), node))
        .isInstanceOf(StartFailure.class);
  }
}
