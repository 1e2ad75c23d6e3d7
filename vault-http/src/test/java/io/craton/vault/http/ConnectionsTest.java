package io.craton.vault.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.http.server.HttpLimits;
import io.craton.vault.http.server.HttpSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// Connections that take a place and give nothing.
class ConnectionsTest {
  private static final Duration HEADER = Duration.ofSeconds(1);
  private static final int CONNECTIONS = 40;
  private static final byte[] LARGEST_PAGE =
      "GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: a\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);
  private static final byte[] REQUEST =
      "GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private static TestApi api(int connections, Duration header) {
    HttpLimits limits = HttpLimits.DEFAULT.withConnections(connections, header);
    return new TestApi(HttpSettings.plainHttp("127.0.0.1", 0).withLimits(limits));
  }

  private static Socket connect(TestApi api) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.server.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static void closeAll(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @Test
  void silentConnectionsGiveWayToWhoHasARequest() throws Exception {
    try (TestApi api = api(CONNECTIONS, Duration.ofMinutes(5))) {
      List<Socket> silent = new ArrayList<>();
      try {
        for (int i = 0; i < CONNECTIONS; i++) {
          silent.add(connect(api));
        }
        assertThat(api.post("/v2/list", "{}").code()).isEqualTo(200);
      } finally {
        closeAll(silent);
      }
    }
  }

  @Test
  void usedConnectionsGiveWayWhenTheyAreQuiet() throws Exception {
    try (TestApi api = api(CONNECTIONS, Duration.ofMinutes(5))) {
      List<Socket> quiet = new ArrayList<>();
      try {
        for (int i = 0; i < CONNECTIONS; i++) {
          Socket socket = connect(api);
          quiet.add(socket);
          ask(socket);
        }
        assertThat(api.post("/v2/list", "{}").code()).isEqualTo(200);
      } finally {
        closeAll(quiet);
      }
    }
  }

  /// More of them than requests are served at a time. Each asks for several answers, so that they
  /// do not all fit into the buffers on the way.
  @Test
  void whoDoesNotReadThePagesTakesNoPlaceAndIsCutOff() throws Exception {
    Duration patience = Duration.ofSeconds(2);
    HttpLimits limits =
        HttpLimits.DEFAULT
            .withConcurrentRequests(8)
            .withTimeouts(Duration.ofMinutes(5), patience, Duration.ofSeconds(30));
    List<Socket> readers = new ArrayList<>();
    try (TestApi api = new TestApi(HttpSettings.plainHttp("127.0.0.1", 0).withLimits(limits))) {
      try {
        for (int i = 0; i < 24; i++) {
          Socket reader = new Socket();
          reader.setReceiveBufferSize(1_024);
          reader.setSoTimeout(20_000);
          reader.connect(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), api.server.port()));
          readers.add(reader);
          for (int request = 0; request < 20; request++) {
            reader.getOutputStream().write(LARGEST_PAGE);
          }
        }
        Thread.sleep(500);
        assertThat(api.post("/v2/list", "{}").code()).isEqualTo(200);
        Thread.sleep(patience.multipliedBy(2));
        for (Socket reader : readers) {
          assertThat(secondsUntilTheEnd(reader)).isLessThan(10.0);
        }
      } finally {
        closeAll(readers);
      }
    }
  }

  /// Reads what is still in the buffers.
  private static double secondsUntilTheEnd(Socket socket) throws IOException {
    long start = System.nanoTime();
    byte[] chunk = new byte[64 * 1_024];
    long read = 0;
    try {
      for (int count = 0; count >= 0; count = socket.getInputStream().read(chunk)) {
        read += count;
      }
    } catch (SocketException e) {
      // Cut off, as it should be.
    }
    assertThat(read).as("bytes of answers").isLessThan(20L * 1_600_000);
    return (System.nanoTime() - start) / 1e9;
  }

  @Test
  void aHeaderThatTricklesIsCutOff() throws Exception {
    try (TestApi api = api(CONNECTIONS, HEADER);
        Socket socket = connect(api)) {
      assertThat(secondsUntilCutOff(socket)).isBetween(0.9, 10.0);
    }
  }

  @Test
  void soIsOneOnAKeptConnection() throws Exception {
    try (TestApi api = api(CONNECTIONS, HEADER);
        Socket socket = connect(api)) {
      ask(socket);
      // Longer than a header may take: an idle connection is kept.
      Thread.sleep(HEADER.multipliedBy(2));
      ask(socket);
      assertThat(secondsUntilCutOff(socket)).isBetween(0.9, 10.0);
    }
  }

  /// Sends a request that never ends, a byte in a while.
  private static double secondsUntilCutOff(Socket socket) throws Exception {
    long start = System.nanoTime();
    byte[] head = ("GET /" + "a".repeat(1_000)).getBytes(StandardCharsets.US_ASCII);
    try {
      for (byte next : head) {
        socket.getOutputStream().write(next);
        Thread.sleep(50);
      }
    } catch (SocketException e) {
      // Cut off, as it should be.
      return (System.nanoTime() - start) / 1e9;
    }
    throw new AssertionError("still connected after " + head.length + " bytes");
  }

  private static void ask(Socket socket) throws IOException {
    socket.getOutputStream().write(REQUEST);
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      assertThat(next).as("a byte of the answer's header").isNotNegative();
      head.append((char) next);
    }
    assertThat(head).startsWith("HTTP/1.1 200 ");
    int length =
        head.toString()
            .lines()
            .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
            .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
            .findFirst()
            .orElseThrow();
    assertThat(in.readNBytes(length)).hasSize(length);
  }
}
