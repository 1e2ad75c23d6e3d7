package io.craton.vault.consensus.ratis;

import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.rpc.RpcFactory;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppender;

/// The transport of Ratis over gRPC, with [EagerAppender]. Ratis makes it by the name of the class.
public final class EagerGrpc implements RpcType {
  private static final String NEWS = EagerGrpc.class.getName() + ".news";

  /// For Ratis, by reflection.
  public EagerGrpc() {}

  /// Hands over to the servers made with `parameters` who is to hear of commits.
  static void install(Parameters parameters, CommitNews news) {
    parameters.put(NEWS, news, CommitNews.class);
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
    private final CommitNews news;

    Factory(Parameters parameters, CommitNews news) {
      super(parameters);
      this.news = news;
    }

    @Override
    public LogAppender newLogAppender(
        RaftServer.Division server, LeaderState state, FollowerInfo follower) {
      return new EagerAppender(server, state, follower, news);
    }
  }
}
