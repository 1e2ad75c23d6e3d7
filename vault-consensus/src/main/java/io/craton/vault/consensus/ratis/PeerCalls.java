package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.membership.PeerName;
import io.craton.vault.consensus.tls.PeerGuard;
import io.craton.vault.consensus.tls.Visitor;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.apache.ratis.grpc.server.GrpcServices;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
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
final class PeerCalls extends ServerTransportFilter
    implements GrpcServices.Customizer, ServerInterceptor {
  private static final Logger LOG = LoggerFactory.getLogger(PeerCalls.class);
  private static final Attributes.Key<Visitor> VISITOR = Attributes.Key.create("visitor");
  private static final Set<String> SERVED =
      Set.of(
          RaftServerProtocolServiceGrpc.SERVICE_NAME, RaftClientProtocolServiceGrpc.SERVICE_NAME);

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
      return handler.startCall(call, headers);
    }
    Visitor visitor = call.getAttributes().get(VISITOR);
    if (visitor == null || !visitor.isTrusted()) {
      refuse(call, visitor + " is not trusted");
      return new ServerCall.Listener<>() {};
    }
    return new Checking<>(call, handler.startCall(call, headers), visitor);
  }

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

  /// The messages of one call, one after the other.
  private static final class Checking<Q> extends SimpleForwardingServerCallListener<Q> {
    private final ServerCall<Q, ?> call;
    private final Visitor visitor;
    private ByteString known = ByteString.EMPTY;
    private boolean refused;

    Checking(ServerCall<Q, ?> call, ServerCall.Listener<Q> listener, Visitor visitor) {
      super(listener);
      this.call = call;
      this.visitor = visitor;
    }

    @Override
    public void onMessage(Q message) {
      if (refused) {
        return;
      }
      if (!visitor.isTrusted()) {
        refused = true;
        refuse(call, visitor + " is trusted no more");
        return;
      }
      Optional<ByteString> name = name(message);
      if (name.isPresent() && !mayUse(name.get())) {
        refused = true;
        refuse(call, visitor + " does not speak for " + name.get().toStringUtf8());
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

    private boolean mayUse(ByteString name) {
      if (name.equals(known)) {
        return true;
      }
      boolean may =
          PeerName.parse(name.toStringUtf8())
              .filter(peer -> visitor.speaksFor(peer.node()))
              .isPresent();
      if (may) {
        known = name;
      }
      return may;
    }
  }
}
