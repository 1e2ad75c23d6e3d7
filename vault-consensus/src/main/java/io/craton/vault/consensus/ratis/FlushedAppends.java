package io.craton.vault.consensus.ratis;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto.AppendResult;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.exceptions.RaftException;
import org.apache.ratis.protocol.exceptions.ServerNotReadyException;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.raftlog.RaftLogIOException;
import org.jspecify.annotations.Nullable;

/// Lets a follower acknowledge what is on its disk, and nothing else (ADR 031).
///
/// Ratis 3.3.0 waits for the entries that it appended for the very request that it answers. Of what
/// a leader sends again it appends nothing, as its cache has it, and says at once that it has it:
/// although the disk has yet to take it, or has refused it.
///
/// Here an answer that claims entries is held back until the log is flushed up to them, for as long
/// as the server lives. While entries are being replaced the index of the last flush is still that
/// of the old ones, so answers wait for the end of that too, and so does a node that becomes the
/// leader. Requests without entries claim nothing and are let through. Thread-safe.
final class FlushedAppends {
  private static final Duration LONGEST_REPLACEMENT = Duration.ofSeconds(10);
  private static final int FIRST_PAUSE_MILLIS = 2;
  private static final int LONGEST_PAUSE_MILLIS = 64;

  private final Fault fault;
  private volatile CompletableFuture<?> replaced = CompletableFuture.completedFuture(null);

  /// Is told that the log takes no entries any more; the node has to end.
  @FunctionalInterface
  interface Fault {
    void failed(IOException cause);
  }

  /// Something that is not to happen while an entry is being appended.
  @FunctionalInterface
  interface Action<T> {
    T run() throws IOException;
  }

  FlushedAppends(Fault fault) {
    this.fault = fault;
  }

  /// The same server, as it answers leaders.
  RaftServer around(RaftServer server) {
    return (RaftServer)
        Proxy.newProxyInstance(
            RaftServer.class.getClassLoader(),
            new Class<?>[] {RaftServer.class},
            (proxy, method, arguments) -> invoke(server, method, arguments));
  }

  /// Does something while no entry is being appended.
  synchronized <T> T between(Action<T> action) throws IOException {
    return action.run();
  }

  /// Waits until no entries are being replaced. To be called before this node leads: a leader
  /// counts itself by the index of its last flush. Takes no lock: Ratis holds the one that requests
  /// with entries wait for.
  ///
  /// @throws IllegalStateException if that does not end or has failed; the node ends then
  void settle() {
    try {
      replaced.get(LONGEST_REPLACEMENT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      fault.failed(new IOException("entries of the log could not be replaced", e));
      throw new IllegalStateException("entries of the log are being replaced", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted before this node leads", e);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // It is what the method that was called returns.
  private @Nullable Object invoke(RaftServer server, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (arguments != null && arguments.length == 1) {
      if (arguments[0] instanceof AppendEntriesRequestProto request
          && request.getEntriesCount() > 0) {
        if (!method.getName().equals("appendEntriesAsync")) {
          throw new UnsupportedOperationException(method.getName());
        }
        return append(server, request);
      }
      if (arguments[0] instanceof InstallSnapshotRequestProto request
          && request.getSnapshotChunk().getDone()) {
        return install(server, method, request);
      }
    }
    return call(server, method, arguments);
  }

  private static @Nullable Object call(
      RaftServer server, Method method, @Nullable Object @Nullable ... arguments) throws Throwable {
    try {
      return method.invoke(server, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  /// A snapshot takes the place of the log. What the log's writer had yet to do is dropped: its
  /// futures never complete.
  private synchronized @Nullable Object install(
      RaftServer server, Method method, InstallSnapshotRequestProto request) throws Throwable {
    RaftLog log = division(server, request.getServerRequest()).getRaftLog();
    long before = log.getSnapshotIndex();
    try {
      return call(server, method, request);
    } finally {
      if (log.getSnapshotIndex() != before) {
        replaced = CompletableFuture.completedFuture(null);
      }
    }
  }

  private CompletableFuture<AppendEntriesReplyProto> append(
      RaftServer server, AppendEntriesRequestProto request) throws IOException {
    RaftServer.Division division = division(server, request.getServerRequest());
    if (!division.getInfo().isAlive()) {
      // It will say so.
      return server.appendEntriesAsync(request);
    }
    CompletableFuture<AppendEntriesReplyProto> reply;
    CompletableFuture<?> before;
    // The order of these calls is the order in the log, and in its writer.
    synchronized (this) {
      boolean replaces = replaces(division, request);
      reply = server.appendEntriesAsync(request);
      if (replaces) {
        replaced =
            CompletableFuture.allOf(replaced, reply.handle((answer, e) -> unlessLogFailed(e)));
      }
      before = replaced;
    }
    return reply
        .whenComplete((answer, e) -> note(division, e))
        .thenCompose(answer -> onDisk(division, answer, before));
  }

  private static RaftServer.Division division(RaftServer server, RaftRpcRequestProto request)
      throws IOException {
    return server.getDivision(RaftGroupId.valueOf(request.getRaftGroupId().getId()));
  }

  /// Whether it may take entries away. A leader of an earlier term appends until it hears of the
  /// new one, so nothing that it has now tells what will be taken away.
  private static boolean replaces(RaftServer.Division division, AppendEntriesRequestProto request) {
    if (request.getLeaderTerm() > division.getInfo().getCurrentTerm()) {
      return true;
    }
    RaftLog log = division.getRaftLog();
    if (request.getEntries(0).getIndex() >= log.getNextIndex()) {
      return false;
    }
    for (LogEntryProto entry : request.getEntriesList()) {
      TermIndex there = log.getTermIndex(entry.getIndex());
      if (there != null && there.getTerm() != entry.getTerm()) {
        return true;
      }
    }
    return false;
  }

  private void note(RaftServer.Division division, @Nullable Throwable e) {
    Throwable cause = unwrap(e);
    if (cause instanceof IOException failure
        && isOfTheDisk(failure)
        && division.getInfo().isAlive()) {
      fault.failed(failure);
    }
  }

  private static @Nullable Void unlessLogFailed(@Nullable Throwable e) {
    if (isOfTheDisk(unwrap(e))) {
      throw new CompletionException(e);
    }
    return null;
  }

  private static @Nullable Throwable unwrap(@Nullable Throwable e) {
    return e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
  }

  /// And not what Ratis says before it looks at the log: that it is not ready, or that the request
  /// is not for it, or does not fit, which comes as an exception within an [IOException].
  private static boolean isOfTheDisk(@Nullable Throwable e) {
    return e instanceof RaftLogIOException
        || (e instanceof IOException
            && !(e instanceof RaftException)
            && !(e.getCause() instanceof RuntimeException));
  }

  private static CompletableFuture<AppendEntriesReplyProto> onDisk(
      RaftServer.Division division, AppendEntriesReplyProto answer, CompletableFuture<?> before) {
    if (answer.getResult() != AppendResult.SUCCESS) {
      return CompletableFuture.completedFuture(answer);
    }
    return flushed(division, answer.getMatchIndex(), before, FIRST_PAUSE_MILLIS)
        .thenApply(any -> answer);
  }

  /// For entries that this request had appended that is so already. Others are rare enough to be
  /// looked at now and then. There is no limit of time: a leader that got an error after it stopped
  /// waiting would not ask again, and it takes an answer however late.
  private static CompletableFuture<?> flushed(
      RaftServer.Division division, long index, CompletableFuture<?> before, int pauseMillis) {
    if (before.isCompletedExceptionally()) {
      return before;
    }
    if (before.isDone() && division.getRaftLog().getFlushIndex() >= index) {
      return CompletableFuture.completedFuture(null);
    }
    if (!division.getInfo().isAlive()) {
      return CompletableFuture.failedFuture(
          new ServerNotReadyException("closed before entry " + index + " was on the disk"));
    }
    return CompletableFuture.runAsync(
            () -> {}, CompletableFuture.delayedExecutor(pauseMillis, TimeUnit.MILLISECONDS))
        .thenCompose(any ->
            flushed(division, index, before, Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS)));
  }
}
