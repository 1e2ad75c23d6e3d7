package io.craton.vault.consensus.ratis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.grpc.server.GrpcLogAppender;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.util.LifeCycle;

/// Tells a follower of a commit at once.
///
/// Ratis 3.3.0 tells it with the next entries or the next heartbeat, whichever comes first: on a
/// quiet cluster a write through a follower, and a read after a write on one, waited for half of
/// the election timeout. Its own check for a follower that is behind (`GrpcLogAppender#run`) comes
/// to nothing, because the request it then makes is empty and is dropped.
///
/// One heartbeat is sent for a commit index, and only when nothing else is underway that will bring
/// it. Should it be lost, the regular one brings the news as before. Thread-safe.
final class EagerAppender extends GrpcLogAppender {
  private final CommitNews news;
  private final AtomicLong told = new AtomicLong(-1);

  EagerAppender(
      RaftServer.Division server, LeaderState leaderState, FollowerInfo follower, CommitNews news) {
    super(server, leaderState, follower);
    this.news = news;
  }

  @Override
  public void start() {
    news.add(this);
    super.start();
  }

  @Override
  public CompletableFuture<LifeCycle.State> stopAsync() {
    news.remove(this);
    return super.stopAsync();
  }

  /// Called by Ratis for every reply, among other things.
  @Override
  public void notifyLogAppender() {
    tellCommit();
    super.notifyLogAppender();
  }

  /// Sends the commit index if the follower has all entries up to it and does not know.
  void tellCommit() {
    long committed = getRaftLog().getLastCommittedIndex();
    long last = told.get();
    if (committed > last
        && getFollower().getCommitIndex() < committed
        && getFollower().getMatchIndex() >= committed
        && !hasPendingDataRequests()
        && !hasAppendEntries()
        && told.compareAndSet(last, committed)) {
      triggerHeartbeat();
    }
  }
}
