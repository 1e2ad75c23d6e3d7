package io.craton.vault.consensus.peer;

import io.craton.vault.consensus.ClusterId;
import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.membership.JoinRequest;
import io.craton.vault.consensus.tls.PeerGuard;
import io.craton.vault.consensus.tls.Visitor;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.FixedLengthFrameDecoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers the peers' frames: of members, for as long as they are trusted, and of their own
/// affairs. Who was taken out may still ask who leads and whether it was taken out, so that its
/// process ends. Thread-safe.
final class PeerServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PeerServer.class);

  /// A member takes milliseconds.
  private static final long HANDSHAKE_MILLIS = 3_000;

  /// What a node that was taken out may ask.
  private static final Set<Frame.Type> OF_FORMER =
      EnumSet.of(Frame.Type.STATUS_REQUEST, Frame.Type.JOIN_REQUEST);

  private final ClusterId cluster;
  private final PeerService service;
  private final Supplier<FounderHashes> founders;
  private final PeerConnections connections = new PeerConnections();
  private final Channel listener;

  /// @param founders of the members, as they are at the moment of each call
  PeerServer(
      PeerNetwork.Listen listen,
      ClusterId cluster,
      PeerService service,
      Supplier<FounderHashes> founders,
      PeerTls tls)
      throws IOException {
    this.cluster = cluster;
    this.service = service;
    this.founders = founders;
    var bound =
        bootstrap(listen.loops(), tls).bind(listen.host(), listen.port()).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "cannot listen for peers on " + listen.host() + ":" + listen.port(), bound.cause());
    }
    this.listener = bound.channel();
  }

  private ServerBootstrap bootstrap(EventLoopGroup loops, PeerTls tls) {
    return new ServerBootstrap()
        .group(loops)
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel socket) {
                connections.came(socket);
                Optional<SslContext> context = tls.server();
                if (context.isPresent()) {
                  SslHandler ssl = context.get().newHandler(socket.alloc());
                  ssl.setHandshakeTimeoutMillis(HANDSHAKE_MILLIS);
                  ssl.handshakeFuture()
                      .addListener(done -> {
                        if (done.isSuccess()) {
                          connections.known(socket);
                        }
                      });
                  socket.pipeline().addLast(ssl);
                } else {
                  connections.known(socket);
                }
                socket
                    .pipeline()
                    .addLast(new FixedLengthFrameDecoder(Frame.SIZE), new Questions(tls.guard()));
              }
            });
  }

  @Override
  public void close() {
    listener.close().awaitUninterruptibly();
    connections.close();
  }

  /// Says why a question is not answered.
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    Refused(String why) {
      super(why);
    }
  }

  /// Of one connection.
  private final class Questions extends SimpleChannelInboundHandler<ByteBuf> {
    private final Optional<PeerGuard> guard;
    private @Nullable Visitor visitor;

    Questions(Optional<PeerGuard> guard) {
      this.guard = guard;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf in)
        throws SSLPeerUnverifiedException {
      boolean former = guard.isPresent() && isFormer(visitor(context, guard.get()));
      Frame question = Frame.read(in);
      if (former && !OF_FORMER.contains(question.type())) {
        throw new SSLPeerUnverifiedException(visitor + " is no member any more");
      }
      if (!question.cluster().equals(cluster)) {
        throw new Refused("peer of another cluster: " + question.cluster());
      }
      switch (question.type()) {
        case HAND_OVER_REQUEST ->
            answerLater(
                context,
                question,
                Frame.Type.HAND_OVER_ANSWER,
                service
                    .handOver(FrameBodies.handOverRequest(question.body()))
                    .thenApply(FrameBodies::of));
        case SUCCESSION_REQUEST ->
            answerLater(
                context,
                question,
                Frame.Type.SUCCESSION_ANSWER,
                service
                    .succession(FrameBodies.successionQuestion(question.body()))
                    .thenApply(FrameBodies::of));
        default -> send(context, answer(question));
      }
    }

    private void answerLater(
        ChannelHandlerContext context,
        Frame question,
        Frame.Type type,
        CompletableFuture<byte[]> answer) {
      var _ =
          answer.thenAccept(
              body -> send(context, new Frame(type, cluster, question.callId(), body)));
    }

    private void send(ChannelHandlerContext context, Frame answer) {
      ByteBuf out = context.alloc().buffer(Frame.SIZE);
      answer.write(out);
      var _ = context.writeAndFlush(out, context.voidPromise());
    }

    /// A frame arrives after the handshake only.
    private Visitor visitor(ChannelHandlerContext context, PeerGuard by)
        throws SSLPeerUnverifiedException {
      Visitor known = visitor;
      if (known == null) {
        SslHandler ssl = context.pipeline().get(SslHandler.class);
        known = by.visitor(ssl.engine().getSession());
        visitor = known;
      }
      return known;
    }

    /// Whether it was a member and is none any more.
    ///
    /// @throws SSLPeerUnverifiedException when it is neither, or believed no more
    private static boolean isFormer(Visitor from) throws SSLPeerUnverifiedException {
      if (from.isTrusted()) {
        return false;
      }
      if (!from.isFormer()) {
        throw new SSLPeerUnverifiedException(from + " is trusted no more");
      }
      return true;
    }

    private JoinRequest ownRequest(JoinRequest request) {
      Visitor from = visitor;
      NodeName node = request.peer().node();
      if (from != null && !from.speaksFor(node) && !from.spokeFor(node)) {
        throw new Refused(from + " does not speak for " + node);
      }
      return request;
    }

    private Frame answer(Frame question) {
      return switch (question.type()) {
        case STATUS_REQUEST ->
            new Frame(
                Frame.Type.STATUS,
                cluster,
                question.callId(),
                FrameBodies.of(service.status(), founders.get()));
        case JOIN_REQUEST ->
            new Frame(
                Frame.Type.JOIN_ANSWER,
                cluster,
                question.callId(),
                FrameBodies.of(service.join(ownRequest(FrameBodies.joinRequest(question.body())))));
        case STATUS,
            JOIN_ANSWER,
            HAND_OVER_REQUEST,
            HAND_OVER_ANSWER,
            SUCCESSION_REQUEST,
            SUCCESSION_ANSWER ->
            throw new IllegalArgumentException("not a question: " + question.type());
      };
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      LOG.warn("peer at {} refused: {}", context.channel().remoteAddress(), why(cause));
      var _ = context.close();
    }

    /// Only what this node says itself: other messages quote what was sent.
    private static String why(Throwable cause) {
      Throwable innermost = cause;
      while (innermost.getCause() != null) {
        innermost = innermost.getCause();
      }
      return innermost instanceof Refused || innermost instanceof SSLPeerUnverifiedException
          ? String.valueOf(innermost.getMessage())
          : innermost.getClass().getSimpleName();
    }
  }
}
