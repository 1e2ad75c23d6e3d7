package io.craton.vault.consensus.ratis;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.jspecify.annotations.Nullable;

/// A partition of the Raft traffic: nodes that are cut off neither get nor send messages of Raft,
/// while their other channels work, which is the harder case for the read barrier.
final class Faults {
  private final Set<String> cutOff = ConcurrentHashMap.newKeySet();

  void cutOff(String node) {
    cutOff.add(node);
  }

  void heal() {
    cutOff.clear();
  }

  void install(String node, Parameters parameters) {
    GrpcConfigKeys.Server.setServicesCustomizer(
        parameters, (builder, types) -> builder.intercept(new Dropping(node)));
  }

  private boolean lost(String to, Object message) {
    String from = requestor(message);
    if (from == null || cutOff.isEmpty()) {
      return false;
    }
    return cutOff.contains(to) || cutOff.stream().anyMatch(node -> from.startsWith(node + "-"));
  }

  private static @Nullable String requestor(Object message) {
    RaftRpcRequestProto request =
        switch (message) {
          case AppendEntriesRequestProto append -> append.getServerRequest();
          case RequestVoteRequestProto vote -> vote.getServerRequest();
          case InstallSnapshotRequestProto install -> install.getServerRequest();
          default -> null;
        };
    return request == null ? null : request.getRequestorId().toStringUtf8();
  }

  private final class Dropping implements ServerInterceptor {
    private final String node;

    Dropping(String node) {
      this.node = node;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
        @Override
        public void onMessage(Q message) {
          if (!lost(node, message)) {
            super.onMessage(message);
          } else {
            call.request(1);
          }
        }
      };
    }
  }
}
