package io.craton.vault.bench.load;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/// An HTTPS server on loopback that does with each request what a test wants.
public final class TestServer implements AutoCloseable {
  private static final int BACKLOG = 256;

  private final ServerSocket listening;
  private final Behaviour behaviour;
  private final AtomicInteger requests = new AtomicInteger();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);

  /// What is done with a request. An exception ends the connection.
  @FunctionalInterface
  public interface Behaviour {
    /// Answers, or does not.
    ///
    /// @param number from 1 on, over all connections
    void serve(int number, OutputStream out, CountDownLatch closed)
        throws IOException, InterruptedException;
  }

  /// Starts.
  ///
  /// @param port 0 lets the system choose
  public TestServer(SSLContext tls, int port, Behaviour behaviour) throws IOException {
    this.behaviour = behaviour;
    this.listening = tls.getServerSocketFactory().createServerSocket();
    listening.setReuseAddress(true);
    listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    Thread.ofVirtual().start(this::accept);
  }

  /// One that answers each request with 200.
  public static TestServer good(SSLContext tls) throws IOException {
    return new TestServer(tls, 0, (number, out, closed) -> answer(out, 200));
  }

  /// Where it listens.
  public Target target() {
    return new Target("127.0.0.1", listening.getLocalPort());
  }

  /// How many requests came.
  public int requests() {
    return requests.get();
  }

  /// A small answer.
  public static void answer(OutputStream out, int status) throws IOException {
    raw(out, "HTTP/1.1 " + status + " X\r\nContent-Length: 2\r\n\r\n{}");
  }

  /// Whatever it is.
  public static void raw(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listening.accept();
        sockets.add(socket);
        if (closed.getCount() == 0) {
          // Whoever closed the others may have gone past this one.
          socket.close();
          return;
        }
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (true) {
        read(in);
        behaviour.serve(requests.incrementAndGet(), socket.getOutputStream(), closed);
      }
    } catch (IOException e) {
      // The client has gone, or the test wants it to end.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sockets.remove(socket);
    }
  }

  /// One request, whose body has a length.
  private static void read(InputStream in) throws IOException {
    int length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(lower.indexOf(':') + 1).strip());
      }
    }
    in.skipNBytes(length);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException();
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }

  /// Ends it, and all connections.
  @Override
  public void close() throws IOException {
    closed.countDown();
    listening.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
