package io.craton.vault.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// Requests that are refused before their bodies are read, which come whole, in parts or late: each
/// is answered, and a connection that ends says so in its last answer (RFC 9112 section 9.6).
class UnreadBodiesTest {
  private static final int CLIENTS = 4;
  private static final int REQUESTS = 400;
  private static final int SOCKET_TIMEOUT_MILLIS = 20_000;
  private static final int LONGEST_PAUSE_NANOS = 3_000_000;
  private static final String BODY = "{\"id\":\"" + "p".repeat(2_000) + "\"}";

  @Test
  void noConnectionEndsWithoutNotice() throws Exception {
    long seed = new Random().nextLong();
    try (TestApi api = TestApi.start();
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<Integer>> clients = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        Random random = new Random(seed + client);
        clients.add(threads.submit(() -> converse(api.server.port(), random)));
      }
      int kept = 0;
      for (Future<Integer> client : clients) {
        kept += client.get();
      }
      assertThat(kept).as("requests on a connection that was kept, seed " + seed).isPositive();
    }
  }

  /// @return how many requests were sent on a connection that had been used before
  private static int converse(int port, Random random) throws IOException {
    int kept = 0;
    Connection connection = new Connection(port);
    try {
      for (int i = 0; i < REQUESTS; i++) {
        connection.request(random);
        if (connection.answerKeepsIt(i)) {
          kept++;
        } else {
          connection.close();
          connection = new Connection(port);
        }
      }
    } finally {
      connection.close();
    }
    return kept;
  }

  private static final class Connection {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private int answers;

    Connection(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(SOCKET_TIMEOUT_MILLIS);
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream());
      out = socket.getOutputStream();
    }

    void close() throws IOException {
      socket.close();
    }

    void request(Random random) throws IOException {
      byte[] body = BODY.getBytes(StandardCharsets.US_ASCII);
      String head =
          "POST /v2/get HTTP/1.1\r\nHost: vault\r\nAuthorization: Bearer unknown\r\n"
              + "Content-Type: application/json\r\nContent-Length: "
              + body.length
              + "\r\n\r\n";
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      pause(random);
      int first = random.nextInt(body.length);
      out.write(body, 0, first);
      pause(random);
      out.write(body, first, body.length - first);
    }

    private static void pause(Random random) {
      if (random.nextInt(3) == 0) {
        LockSupport.parkNanos(random.nextInt(LONGEST_PAUSE_NANOS));
      }
    }

    boolean answerKeepsIt(int number) throws IOException {
      String statusLine = line(number);
      answers++;
      assertThat(statusLine).as("answer %d", number).startsWith("HTTP/1.1 401 ");
      boolean keeps = true;
      int length = -1;
      for (String line = line(number); !line.isEmpty(); line = line(number)) {
        String header = line.toLowerCase(Locale.ROOT);
        if (header.equals("connection: close")) {
          keeps = false;
        } else if (header.startsWith("content-length: ")) {
          length = Integer.parseInt(header.substring("content-length: ".length()));
        }
      }
      assertThat(in.readNBytes(length)).hasSize(length);
      return keeps;
    }

    private String line(int number) throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        assertThat(c)
            .as("answer %d, %d on its connection, ends after: %s", number, answers, line)
            .isNotNegative();
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return line.toString();
    }
  }
}
