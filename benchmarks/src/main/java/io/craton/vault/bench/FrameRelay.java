package io.craton.vault.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Stands before the peer port of one node, passes on what goes through, and counts the questions
/// after its state that wait for an answer. Thread-safe.
///
/// A question counts until its answer is about to be passed on: whoever asks again after the answer
/// never makes it two. Frames are those of the package `consensus.peer`, without TLS.
final class FrameRelay implements AutoCloseable {
  private static final int FRAME_BYTES = 288;
  private static final int TYPE_AT = 5;
  private static final int QUESTION = 1;
  private static final int ANSWER = 2;
  private static final int BACKLOG = 16;

  private final ServerSocket listening;
  private final String host;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger most = new AtomicInteger();

  /// Listens.
  ///
  /// @param host where the node listens, on the same port
  FrameRelay(String listen, String host, int port) throws IOException {
    this.host = host;
    this.listening = new ServerSocket(port, BACKLOG, InetAddress.getByName(listen));
    Thread.ofVirtual().start(this::accept);
  }

  /// The most questions that waited at once on one connection.
  int mostAtOnce() {
    return most.get();
  }

  /// Forgets what was counted.
  void reset() {
    most.set(0);
  }

  private void accept() {
    try {
      while (true) {
        Socket from = listening.accept();
        sockets.add(from);
        Thread.ofVirtual().start(() -> connect(from));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void connect(Socket from) {
    try (from;
        Socket to = new Socket(host, listening.getLocalPort())) {
      from.setTcpNoDelay(true);
      to.setTcpNoDelay(true);
      AtomicInteger waiting = new AtomicInteger();
      Thread.ofVirtual().start(() -> answers(to, from, waiting));
      pass(
          from,
          to,
          type -> {
            if (type == QUESTION) {
              most.accumulateAndGet(waiting.incrementAndGet(), Math::max);
            }
          });
    } catch (IOException e) {
      // The node is not there yet, or has gone: whoever asks tries again.
    } finally {
      sockets.remove(from);
    }
  }

  private static void answers(Socket from, Socket to, AtomicInteger waiting) {
    try (from;
        to) {
      pass(
          from,
          to,
          type -> {
            if (type == ANSWER) {
              waiting.decrementAndGet();
            }
          });
    } catch (IOException e) {
      // The other direction ends too.
    }
  }

  /// Sees the type of each frame before it is passed on.
  private interface Look {
    void at(int type);
  }

  private static void pass(Socket from, Socket to, Look look) throws IOException {
    InputStream in = from.getInputStream();
    OutputStream out = to.getOutputStream();
    for (byte[] frame = in.readNBytes(FRAME_BYTES);
        frame.length == FRAME_BYTES;
        frame = in.readNBytes(FRAME_BYTES)) {
      look.at(frame[TYPE_AT]);
      out.write(frame);
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
