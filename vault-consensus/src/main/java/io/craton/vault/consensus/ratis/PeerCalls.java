package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.membership.PeerName;
import io.craton.vault.consensus.tls.PeerGuard;
import io.craton.vault.consensus.tls.Visitor;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.apache.ratis.grpc.server.GrpcServices;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto.SnapshotChunkProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.proto.grpc.RaftClientProtocolServiceGrpc;
import org.apache.ratis.proto.grpc.RaftServerProtocolServiceGrpc;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.io.grpc.Attributes;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Grpc;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.ServerTransportFilter;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyServerBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What peers may call, and in whose name. Thread-safe.
///
/// - Messages of Raft, and proposals of members. Never Ratis' service for administrators, which it
///   offers on the same port: this node changes the group in process, and whoever else asks for it
///   is not to be served.
/// - With TLS: while the certificate of the connection is trusted, and a message of Raft only in
///   the name of a node for which that certificate speaks. Votes and entries of others cannot be
///   forged by a member's key.
/// - Pieces of a snapshot only under names that Ratis and this program make: Ratis writes them
///   where their names say.
final class PeerCalls extends ServerTransportFilter
    implements GrpcServices.Customizer, ServerInterceptor {
  private static final Logger LOG = LoggerFactory.getLogger(PeerCalls.class);
  private static final Attributes.Key<Visitor> VISITOR = Attributes.Key.create("visitor");
  private static final Set<String> SERVED =
      Set.of(
          RaftServerProtocolServiceGrpc.SERVICE_NAME, RaftClientProtocolServiceGrpc.SERVICE_NAME);

  /// As [java.util.UUID] writes it.
  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private final Optional<PeerGuard> guard;
  private final GrpcServices.Customizer next;

  /// @param next customizes after this
  PeerCalls(Optional<PeerGuard> guard, GrpcServices.Customizer next) {
    this.guard = guard;
    this.next = next;
  }

  @Override
  public NettyServerBuilder customize(
      NettyServerBuilder builder, EnumSet<GrpcServices.Type> types) {
    builder.addTransportFilter(this);
    builder.intercept(this);
    return next.customize(builder, types);
  }

  /// Looks at the certificate once for each connection.
  @Override
  public Attributes transportReady(Attributes attributes) {
    SSLSession session = attributes.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    if (guard.isEmpty() || session == null) {
      return attributes;
    }
    try {
      return attributes.toBuilder().set(VISITOR, guard.get().visitor(session)).build();
    } catch (SSLPeerUnverifiedException e) {
      LOG.warn("a peer without a usable certificate: {}", e.getMessage());
      return attributes;
    }
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> handler) {
    if (!SERVED.contains(call.getMethodDescriptor().getServiceName())) {
      refuse(call, "no peer may call " + call.getMethodDescriptor().getFullMethodName());
      return new ServerCall.Listener<>() {};
    }
    if (guard.isEmpty()) {
      return new Checking<>(call, handler.startCall(call, headers), Optional.empty());
    }
    Visitor visitor = call.getAttributes().get(VISITOR);
    if (visitor == null || !visitor.isTrusted()) {
      refuse(call, visitor + " is not trusted");
      return new ServerCall.Listener<>() {};
    }
    return new Checking<>(call, handler.startCall(call, headers), Optional.of(visitor));
  }

  /// @param why without anything that only the caller has said
  private static void refuse(ServerCall<?, ?> call, String why) {
    LOG.warn("refused: {}", why);
    call.close(Status.PERMISSION_DENIED.withDescription(why), new Metadata());
  }

  /// In whose name a message comes; empty where it names nobody, as proposals do.
  private static Optional<ByteString> name(Object message) {
    Optional<RaftRpcRequestProto> request =
        switch (message) {
          case AppendEntriesRequestProto append -> Optional.of(append.getServerRequest());
          case RequestVoteRequestProto vote -> Optional.of(vote.getServerRequest());
          case InstallSnapshotRequestProto install -> Optional.of(install.getServerRequest());
          case ReadIndexRequestProto read -> Optional.of(read.getServerRequest());
          case StartLeaderElectionRequestProto start -> Optional.of(start.getServerRequest());
          default -> Optional.empty();
        };
    return request.map(RaftRpcRequestProto::getRequestorId);
  }

  /// Whether the pieces of a snapshot in it, if there are any, bear names as Ratis makes them: each
  /// transfer has a UUID, and that is part of a path.
  private static boolean isWellNamed(Object message) {
    if (!(message instanceof InstallSnapshotRequestProto install) || !install.hasSnapshotChunk()) {
      return true;
    }
    SnapshotChunkProto chunk = install.getSnapshotChunk();
    return UUID_TEXT.matcher(chunk.getRequestId()).matches()
        && chunk.getFileChunksList().stream()
            .allMatch(file -> SnapshotDirectory.isSentName(file.getFilename()));
  }

  /// The messages of one call, one after the other.
  private static final class Checking<Q> extends SimpleForwardingServerCallListener<Q> {
    private final ServerCall<Q, ?> call;
    private final Optional<Visitor> visitor;
    private ByteString known = ByteString.EMPTY;
    private boolean refused;

    /// @param visitor nobody is asked who he is when empty
    Checking(ServerCall<Q, ?> call, ServerCall.Listener<Q> listener, Optional<Visitor> visitor) {
      super(listener);
      this.call = call;
      this.visitor = visitor;
    }

    @Override
    public void onMessage(Q message) {
      if (refused) {
        return;
      }
      Optional<String> objection = visitor.flatMap(from -> objection(from, message));
      if (objection.isEmpty() && !isWellNamed(message)) {
        objection = Optional.of("a snapshot with names that no node gives");
      }
      if (objection.isPresent()) {
        refused = true;
        refuse(call, objection.get());
        return;
      }
      super.onMessage(message);
    }

    @Override
    public void onHalfClose() {
      if (!refused) {
        super.onHalfClose();
      }
    }

    /// What is wrong with a message in the name of somebody.
    private Optional<String> objection(Visitor from, Q message) {
      if (!from.isTrusted()) {
        return Optional.of(from + " is trusted no more");
      }
      Optional<ByteString> name = name(message).filter(used -> !used.equals(known));
      if (name.isEmpty()) {
        return Optional.empty();
      }
      // Quoted only once it is known to be a name: what else was sent could forge lines of the log.
      Optional<PeerName> peer = PeerName.parse(name.get().toStringUtf8());
      if (peer.isPresent() && from.speaksFor(peer.get().node())) {
        known = name.get();
        return Optional.empty();
      }
      return Optional.of(
          from + " does not speak for " + peer.map(PeerName::toString).orElse("that name"));
    }
  }
}
