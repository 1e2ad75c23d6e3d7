package io.craton.vault.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.http.server.HttpLimits;
import io.craton.vault.http.server.HttpSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
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
