package io.craton.vault.bench.load;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLParameters;

/// TLS on a socket that never blocks. Used by the thread of its selector only.
final class TlsChannel implements AutoCloseable {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /// Takes what the server says.
  @FunctionalInterface
  interface Sink {
    /// Takes all of it.
    void accept(ByteBuffer bytes) throws IOException;
  }

  private final SocketChannel socket;
  private final SelectionKey key;
  private final SSLEngine engine;
  private final Sink sink;

  /// Heap buffers, which the engine's ciphers read and write without a copy.
  private final ByteBuffer received;

  private final ByteBuffer toSend;
  private ByteBuffer plain;
  private boolean established;

  private TlsChannel(SocketChannel socket, SelectionKey key, SSLEngine engine, Sink sink) {
    this.socket = socket;
    this.key = key;
    this.engine = engine;
    this.sink = sink;
    this.received = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    this.toSend = ByteBuffer.allocate(engine.getSession().getPacketBufferSize()).limit(0);
    this.plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
  }

  /// Begins to connect.
  ///
  /// @param owner what the selector gives back when [#advance()] is to be called
  static TlsChannel connect(
      Selector selector, Target target, SSLContext tls, Object owner, Sink sink)
      throws IOException {
    SocketChannel socket = SocketChannel.open();
    try {
      socket.configureBlocking(false);
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
      SelectionKey key = socket.register(selector, SelectionKey.OP_CONNECT, owner);
      TlsChannel channel = new TlsChannel(socket, key, engine(target, tls), sink);
      if (socket.connect(target.address())) {
        channel.connected();
        channel.pump();
      }
      return channel;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private static SSLEngine engine(Target target, SSLContext tls) {
    SSLEngine engine = tls.createSSLEngine(target.host(), target.port());
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    engine.setSSLParameters(parameters);
    return engine;
  }

  private void connected() throws IOException {
    key.interestOps(SelectionKey.OP_READ);
    engine.beginHandshake();
  }

  /// Whether requests can be sent.
  boolean established() {
    return established;
  }

  /// Goes on with whatever the socket is ready for.
  ///
  /// @return false when the server has ended the connection
  boolean advance() throws IOException {
    boolean open = true;
    if (key.isConnectable()) {
      socket.finishConnect();
      connected();
    } else {
      if (!flush()) {
        return true;
      }
      if (key.isReadable()) {
        open = socket.read(received) >= 0;
      }
    }
    return pump() && open;
  }

  /// Sends a request of at most one record. Only when established and the one before was sent.
  void send(ByteBuffer request) throws IOException {
    var _ = wrap(request);
  }

  /// Decrypts, and does the handshake's part, until there is nothing to be done.
  ///
  /// @return false when the server has ended TLS
  private boolean pump() throws IOException {
    received.flip();
    try {
      while (true) {
        switch (engine.getHandshakeStatus()) {
          case NEED_TASK -> runTasks();
          case NEED_WRAP -> {
            if (!wrap(NOTHING)) {
              return !engine.isOutboundDone();
            }
          }
          case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
            if (!received.hasRemaining() || !unwrap()) {
              return !engine.isInboundDone();
            }
          }
          case NOT_HANDSHAKING, FINISHED -> {
            established = true;
            if (!received.hasRemaining() || !unwrap()) {
              return !engine.isInboundDone();
            }
          }
        }
      }
    } finally {
      received.compact();
    }
  }

  private void runTasks() {
    Runnable task = engine.getDelegatedTask();
    while (task != null) {
      task.run();
      task = engine.getDelegatedTask();
    }
  }

  /// @return whether it did something
  private boolean unwrap() throws IOException {
    SSLEngineResult result = engine.unwrap(received, plain);
    return switch (result.getStatus()) {
      case BUFFER_OVERFLOW -> {
        plain = ByteBuffer.allocate(2 * plain.capacity());
        yield true;
      }
      case BUFFER_UNDERFLOW, CLOSED -> false;
      case OK -> {
        if (plain.position() > 0) {
          plain.flip();
          sink.accept(plain);
          plain.clear();
        }
        yield true;
      }
    };
  }

  /// @return whether the socket took all of it
  private boolean wrap(ByteBuffer bytes) throws IOException {
    toSend.clear();
    SSLEngineResult result = engine.wrap(bytes, toSend);
    toSend.flip();
    if (bytes.hasRemaining()) {
      throw new IOException("a request did not fit into a record: " + result.getStatus());
    }
    return flush() && result.getStatus() == SSLEngineResult.Status.OK;
  }

  private boolean flush() throws IOException {
    if (!toSend.hasRemaining()) {
      return true;
    }
    socket.write(toSend);
    boolean all = !toSend.hasRemaining();
    key.interestOps(all ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    return all;
  }

  /// Without a farewell: what is under way is given up.
  @Override
  public void close() {
    key.cancel();
    try {
      socket.close();
    } catch (IOException e) {
      // It is not used any more in any case.
    }
  }
}
