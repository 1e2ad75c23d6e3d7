package io.craton.vault.consensus.peer;

import io.craton.vault.consensus.ClusterId;
import io.craton.vault.consensus.Member;
import io.craton.vault.consensus.TlsIdentity;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.FixedLengthFrameDecoder;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.ConnectException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connection to one peer: persistent, made again with growing pauses when it breaks, and
/// replaced without a gap when this node's certificates were renewed. Thread-safe.
final class PeerLink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);

  private static final int CONNECT_TIMEOUT_MILLIS = 1_000;
  private static final long FIRST_PAUSE_MILLIS = 20;
  private static final long LONGEST_PAUSE_MILLIS = 500;

  /// For which a connection that was replaced still takes answers; they need no longer.
  private static final long REPLACED_MILLIS = 2_000;

  /// Calls that may wait for one peer; rounds are shared, so that more means a stuck peer.
  private static final int MAX_PENDING = 1_024;

  private final Member member;
  private final ClusterId cluster;
  private final EventLoopGroup loops;
  private final PeerTls tls;
  private final Bootstrap bootstrap;
  private final Losses losses;
  private final AtomicLong nextCall = new AtomicLong();
  private final Map<Long, CompletableFuture<Frame>> pending = new ConcurrentHashMap<>();
  private volatile @Nullable Channel channel;
  private volatile boolean closed;
  private volatile long pauseMillis = FIRST_PAUSE_MILLIS;
  private volatile boolean wasOpen;
  private volatile boolean refused;

  /// With which the connection in use was made.
  private volatile Optional<TlsIdentity> madeWith = Optional.empty();

  PeerLink(Member member, ClusterId cluster, EventLoopGroup loops, PeerTls tls, Losses losses) {
    this.member = member;
    this.cluster = cluster;
    this.loops = loops;
    this.tls = tls;
    this.losses = losses;
    this.bootstrap =
        new Bootstrap()
            .group(loops)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel socket) {
                    tls.client()
                        .ifPresent(context ->
                            socket
                                .pipeline()
                                .addLast(
                                    context.newHandler(
                                        socket.alloc(),
                                        member.peer().host(),
                                        member.peer().port())));
                    socket
                        .pipeline()
                        .addLast(new FixedLengthFrameDecoder(Frame.SIZE), new Answers());
                  }
                });
  }

  Member member() {
    return member;
  }

  void connect() {
    if (closed) {
      return;
    }
    Optional<TlsIdentity> identity = tls.identity();
    ChannelFuture attempt = bootstrap.connect(member.peer().host(), member.peer().port());
    attempt.addListener(done -> {
      if (done.isSuccess()) {
        madeWith = identity;
        opened(attempt.channel());
      } else {
        failed(done.cause());
      }
    });
  }

  /// Whether there was a connection, and the peer's machine has refused another since: nobody
  /// listens there. False when it does not answer at all.
  boolean isRefused() {
    return refused && channel == null;
  }

  /// A [ConnectException] of the JDK is ECONNREFUSED, or ETIMEDOUT, which takes longer than Netty
  /// waits; its message depends on the machine's language.
  private void failed(Throwable cause) {
    try {
      refused =
          wasOpen
              && cause instanceof ConnectException
              && !(cause instanceof ConnectTimeoutException);
      if (refused) {
        losses.refused(member.name());
      }
    } finally {
      reconnectLater();
    }
  }

  private void opened(Channel opened) {
    channel = opened;
    wasOpen = true;
    refused = false;
    if (closed) {
      var _ = opened.close();
      return;
    }
    opened
        .closeFuture()
        .addListener(done -> {
          if (opened.equals(channel)) {
            channel = null;
            broken();
          }
        });
  }

  /// Whoever watches is told before another attempt can be refused.
  private void broken() {
    try {
      if (!closed) {
        losses.lost(member.name());
      }
    } finally {
      failPending(new IOException("connection to " + member.name() + " was lost"));
      reconnectLater();
    }
  }

  /// Makes another connection when the one in use was made with certificates that were renewed
  /// since, and lets go of that once the other has shaken hands. Called now and then.
  void renewWhenDue() {
    Optional<TlsIdentity> identity = tls.identity();
    Channel before = channel;
    if (closed || before == null || identity.equals(madeWith)) {
      return;
    }
    ChannelFuture attempt = bootstrap.connect(member.peer().host(), member.peer().port());
    attempt.addListener(connected -> {
      SslHandler ssl = attempt.channel().pipeline().get(SslHandler.class);
      if (connected.isSuccess() && ssl != null) {
        ssl.handshakeFuture()
            .addListener(done -> {
              if (done.isSuccess()) {
                replace(before, attempt.channel(), identity);
              } else {
                LOG.warn(
                    "no new connection to {}: {}", member.name(), String.valueOf(done.cause()));
              }
            });
      }
    });
  }

  private void replace(Channel before, Channel after, Optional<TlsIdentity> identity) {
    if (!before.equals(channel)) {
      var _ = after.close();
      return;
    }
    madeWith = identity;
    opened(after);
    long last = nextCall.get();
    var _ = loops.schedule(() -> letGo(before, last), REPLACED_MILLIS, TimeUnit.MILLISECONDS);
  }

  /// Closes a connection that was replaced.
  ///
  /// @param last call that may have been sent on it
  private void letGo(Channel replaced, long last) {
    var _ = replaced.close();
    pending.forEach((call, answer) -> {
      if (call <= last) {
        answer.completeExceptionally(
            new IOException(member.name() + " did not answer on a connection that was replaced"));
      }
    });
  }

  private void reconnectLater() {
    if (closed || loops.isShuttingDown()) {
      return;
    }
    long pause = pauseMillis;
    pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, 2 * pause);
    var _ = loops.schedule(this::connect, pause, TimeUnit.MILLISECONDS);
  }

  /// Sends a request; the future fails at once without a connection, or when it breaks. It has no
  /// timeout of its own.
  CompletableFuture<Frame> ask(Frame.Type type, byte[] body) {
    Channel open = channel;
    if (open == null || !open.isActive()) {
      return CompletableFuture.failedFuture(
          new IOException("no connection to " + member.name() + " at " + member.peer()));
    }
    if (pending.size() >= MAX_PENDING) {
      return CompletableFuture.failedFuture(
          new IOException(member.name() + " leaves " + MAX_PENDING + " calls unanswered"));
    }
    long call = nextCall.incrementAndGet();
    CompletableFuture<Frame> answer = new CompletableFuture<>();
    pending.put(call, answer);
    var _ = answer.whenComplete((frame, error) -> pending.remove(call));
    ByteBuf out = open.alloc().buffer(Frame.SIZE);
    new Frame(type, cluster, call, body).write(out);
    open.writeAndFlush(out)
        .addListener(sent -> {
          if (!sent.isSuccess()) {
            answer.completeExceptionally(
                new IOException("cannot send to " + member.name(), sent.cause()));
          }
        });
    if (!open.isActive()) {
      answer.completeExceptionally(new IOException("connection to " + member.name() + " was lost"));
    }
    return answer;
  }

  private void failPending(IOException cause) {
    pending.values().forEach(answer -> answer.completeExceptionally(cause));
  }

  @Override
  public void close() {
    closed = true;
    Channel open = channel;
    if (open != null) {
      var _ = open.close();
    }
  }

  private final class Answers extends SimpleChannelInboundHandler<ByteBuf> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf in) {
      Frame frame = Frame.read(in);
      if (!frame.cluster().equals(cluster)) {
        throw new IllegalArgumentException("answer of another cluster: " + frame.cluster());
      }
      pauseMillis = FIRST_PAUSE_MILLIS;
      CompletableFuture<Frame> answer = pending.get(frame.callId());
      if (answer != null) {
        answer.complete(frame);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      LOG.warn("connection to {} at {}: {}", member.name(), member.peer(), cause.toString());
      var _ = context.close();
    }
  }
}
