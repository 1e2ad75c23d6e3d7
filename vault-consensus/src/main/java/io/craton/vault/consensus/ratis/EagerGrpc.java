package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.tls.PeerGuard;
import java.util.Optional;
import org.apache.ratis.client.RaftClientRpc;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.grpc.client.GrpcClientRpc;
import org.apache.ratis.grpc.server.GrpcServices;
import org.apache.ratis.grpc.server.GrpcServicesImpl;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.rpc.RpcFactory;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppender;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslContext;

/// The transport of Ratis over gRPC, with [EagerAppender], [FlushedAppends], [PeerCalls] and
/// [RenewingContext]. Ratis makes it by the name of the class.
public final class EagerGrpc implements RpcType {
  private static final String NEWS = EagerGrpc.class.getName() + ".news";
  private static final String APPENDS = EagerGrpc.class.getName() + ".appends";
  private static final String GUARD = EagerGrpc.class.getName() + ".guard";
  private static final String SERVICES = EagerGrpc.class.getName() + ".services";

  /// For Ratis, by reflection.
  public EagerGrpc() {}

  /// Hands over to the servers made with `parameters` who is to hear of commits, and who answers
  /// leaders.
  static void install(Parameters parameters, CommitNews news, FlushedAppends appends) {
    parameters.put(NEWS, news, CommitNews.class);
    parameters.put(APPENDS, appends, FlushedAppends.class);
  }

  /// Has the servers and clients made with `parameters` use TLS.
  static void install(Parameters parameters, PeerGuard guard) {
    parameters.put(GUARD, guard, PeerGuard.class);
  }

  /// The guard that was installed.
  static Optional<PeerGuard> guard(Parameters parameters) {
    return Optional.ofNullable(parameters.get(GUARD, PeerGuard.class));
  }

  /// What the server made with `parameters` calls its peers with.
  static RaftServerRpc services(Parameters parameters) {
    return parameters.getNonNull(SERVICES, GrpcServices.class);
  }

  /// Calls the peers as a client.
  static RaftClientRpc client(Parameters parameters, ClientId id, RaftProperties properties) {
    Optional<PeerGuard> guard = guard(parameters);
    if (guard.isEmpty()) {
      return new GrpcFactory(parameters).newRaftClientRpc(id, properties);
    }
    SslContext context = RenewingContext.forClient(guard.get());
    return GrpcClientRpc.create(id, properties, context, context);
  }

  @Override
  public String name() {
    return EagerGrpc.class.getName();
  }

  @Override
  public RpcFactory newFactory(Parameters parameters) {
    return new Factory(parameters, parameters.getNonNull(NEWS, CommitNews.class));
  }

  private static final class Factory extends GrpcFactory {
    private final Parameters parameters;
    private final CommitNews news;

    Factory(Parameters parameters, CommitNews news) {
      super(parameters);
      this.parameters = parameters;
      this.news = news;
    }

    @Override
    public GrpcServices newRaftServerRpc(RaftServer server) {
      Optional<PeerGuard> guard = guard(parameters);
      GrpcServicesImpl.Builder builder =
          GrpcServicesImpl.newBuilder()
              .setServer(parameters.getNonNull(APPENDS, FlushedAppends.class).around(server))
              .setCustomizer(new PeerCalls(guard, further()));
      if (guard.isPresent()) {
        SslContext answering = RenewingContext.forServer(guard.get());
        builder
            .setServerSslContextForServer(answering)
            .setClientSslContext(answering)
            .setAdminSslContext(answering)
            .setServerSslContextForClient(RenewingContext.forClient(guard.get()));
      }
      GrpcServices services = builder.build();
      parameters.put(SERVICES, services, GrpcServices.class);
      return services;
    }

    private GrpcServices.Customizer further() {
      return Optional.ofNullable(GrpcConfigKeys.Server.servicesCustomizer(parameters))
          .orElseGet(GrpcServices.Customizer::getDefaultInstance);
    }

    @Override
    public LogAppender newLogAppender(
        RaftServer.Division server, LeaderState state, FollowerInfo follower) {
      return new EagerAppender(server, state, follower, news);
    }
  }
}
