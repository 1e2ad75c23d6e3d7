package io.craton.vault.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// A connection to one server that is kept, and opened again when it ends; one request at a time.
/// Used by the thread of its loop only.
final class Connection {
  /// Before a server that refuses connections, or ends them at once, is tried again.
  private static final long RETRY_NANOS = Duration.ofMillis(250).toNanos();

  /// Who gives it requests.
  interface Owner {
    /// It is ready for a request.
    void free(Connection connection);

    /// It was ready, but has ended.
    void gone(Connection connection);

    /// Its request has an answer.
    void answered(long start, long end, int status);

    /// Its request gets none.
    void failed(long start, long end, Failure failure);

    /// It failed without a request on it.
    void troubled(long at, Failure failure, IOException reason);
  }

  private final int target;
  private final Target server;
  private final Selector selector;
  private final SSLContext tls;
  private final long patienceNanos;
  private final Owner owner;
  private final AnswerParser parser = new AnswerParser();

  private @Nullable TlsChannel channel;
  private boolean established;
  private boolean busy;
  private boolean answeredSinceOpen;
  private long start;
  private long deadline;
  private long retryAt;
  private long handshakes;

  /// Does not open it yet.
  ///
  /// @param target number of the server
  Connection(
      int target,
      Target server,
      Selector selector,
      SSLContext tls,
      Duration patience,
      Owner owner) {
    this.target = target;
    this.server = server;
    this.selector = selector;
    this.tls = tls;
    this.patienceNanos = patience.toNanos();
    this.owner = owner;
  }

  int target() {
    return target;
  }

  /// Handshakes of TLS that were finished.
  long handshakes() {
    return handshakes;
  }

  void open(long now) {
    established = false;
    answeredSinceOpen = false;
    deadline = now + patienceNanos;
    try {
      channel = TlsChannel.connect(selector, server, tls, this, this::received);
    } catch (IOException e) {
      failed(now, Failure.NO_CONNECTION, e);
    }
  }

  /// Sends a request. Only when it is free.
  ///
  /// @param startsAt the instant from which it is timed
  void send(ByteBuffer request, long startsAt, long now) {
    TlsChannel open = channel;
    if (open == null || busy || !established) {
      throw new IllegalStateException("not free");
    }
    busy = true;
    start = startsAt;
    deadline = now + patienceNanos;
    parser.reset();
    try {
      open.send(request);
    } catch (IOException e) {
      failed(System.nanoTime(), Failure.CLOSED, e);
    }
  }

  /// Goes on with what the socket is ready for.
  void ready() {
    TlsChannel open = channel;
    if (open == null) {
      return;
    }
    try {
      boolean ended = !open.advance();
      if (open.established() && !established) {
        established = true;
        handshakes++;
        owner.free(this);
      }
      if (ended) {
        serverEnded();
      } else if (answeredSinceOpen && !busy && !parser.keepsAlive()) {
        owner.gone(this);
        reopen(System.nanoTime());
      }
    } catch (ProtocolException e) {
      failed(System.nanoTime(), Failure.MALFORMED, e);
    } catch (IOException e) {
      failed(System.nanoTime(), established ? Failure.CLOSED : Failure.NO_CONNECTION, e);
    }
  }

  private void received(ByteBuffer bytes) throws ProtocolException {
    if (!busy) {
      throw new ProtocolException("an answer that nothing asked for");
    }
    if (parser.feed(bytes)) {
      answered();
    }
    if (bytes.hasRemaining()) {
      throw new ProtocolException("more than an answer");
    }
  }

  private void answered() {
    busy = false;
    answeredSinceOpen = true;
    owner.answered(start, System.nanoTime(), parser.status());
    owner.free(this);
  }

  private void serverEnded() {
    if (busy && parser.endOfStream()) {
      answered();
    }
    failed(
        System.nanoTime(),
        established ? Failure.CLOSED : Failure.NO_CONNECTION,
        new EOFException("the server has ended the connection"));
  }

  /// Gives up what takes too long, and opens again what has ended.
  void tick(long now) {
    if (channel == null) {
      if (now - retryAt >= 0) {
        open(now);
      }
    } else if ((busy || !established) && now - deadline >= 0) {
      failed(
          now,
          established ? Failure.NO_ANSWER : Failure.NO_CONNECTION,
          new SocketTimeoutException("nothing came in time"));
    }
  }

  /// Ends it, and what is under way on it.
  void giveUp(long now) {
    if (busy) {
      busy = false;
      owner.failed(start, now, Failure.NO_ANSWER);
    }
    disconnect();
  }

  private void failed(long now, Failure failure, IOException reason) {
    boolean asked = busy;
    busy = false;
    if (asked) {
      owner.failed(start, now, failure);
    } else if (established) {
      owner.gone(this);
    }
    // A server may end a connection that waits for a request.
    if (!asked && failure != Failure.CLOSED) {
      owner.troubled(now, failure, reason);
    }
    reopen(now);
  }

  /// At once, unless nothing ever came of the connection that ended.
  private void reopen(long now) {
    disconnect();
    if (answeredSinceOpen) {
      open(now);
    } else {
      retryAt = now + RETRY_NANOS;
    }
  }

  private void disconnect() {
    if (channel != null) {
      channel.close();
    }
    channel = null;
    established = false;
  }
}
