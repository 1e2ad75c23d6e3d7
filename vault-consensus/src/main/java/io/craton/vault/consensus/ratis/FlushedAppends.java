package io.craton.vault.consensus.ratis;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto.AppendResult;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotResult;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.exceptions.RaftException;
import org.apache.ratis.protocol.exceptions.TimeoutIOException;
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
/// Here an answer that claims entries is held back until the log is flushed up to them. While
/// entries are being replaced the index of the last flush is still that of the old ones, so answers
/// wait for the end of that too. Requests without entries claim nothing and are let through.
/// Thread-safe.
final class FlushedAppends {
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final Executor LATER = CompletableFuture.delayedExecutor(2, TimeUnit.MILLISECONDS);

  private final RaftServer server;
  private final Fault fault;
  private CompletableFuture<?> replaced = CompletableFuture.completedFuture(null);

  /// Is told that the log takes no entries any more; the node has to end.
  @FunctionalInterface
  interface Fault {
    void failed(IOException cause);
  }

  private FlushedAppends(RaftServer server, Fault fault) {
    this.server = server;
    this.fault = fault;
  }

  /// The same server, as it answers leaders.
  static RaftServer of(RaftServer server, Fault fault) {
    FlushedAppends appends = new FlushedAppends(server, fault);
    return (RaftServer)
        Proxy.newProxyInstance(
            RaftServer.class.getClassLoader(),
            new Class<?>[] {RaftServer.class},
            (proxy, method, arguments) -> appends.invoke(method, arguments));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // It is what the method that was called returns.
  private @Nullable Object invoke(Method method, Object @Nullable [] arguments) throws Throwable {
    if (arguments != null && arguments.length == 1) {
      if (arguments[0] instanceof AppendEntriesRequestProto request
          && request.getEntriesCount() > 0
          && method.getName().equals("appendEntriesAsync")) {
        return append(request);
      }
      if (arguments[0] instanceof InstallSnapshotRequestProto request
          && request.getSnapshotChunk().getDone()) {
        Object reply = call(method, arguments);
        if (reply instanceof InstallSnapshotReplyProto answer
            && answer.getResult() == InstallSnapshotResult.SUCCESS) {
          forget();
        }
        return reply;
      }
    }
    return call(method, arguments);
  }

  private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(server, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  /// A snapshot takes the place of the log, and what the log's writer had yet to do is dropped: its
  /// futures never complete.
  private synchronized void forget() {
    replaced = CompletableFuture.completedFuture(null);
  }

  private CompletableFuture<AppendEntriesReplyProto> append(AppendEntriesRequestProto request)
      throws IOException {
    RaftServer.Division division = division(request);
    if (!division.getInfo().isAlive()) {
      // It will say so.
      return server.appendEntriesAsync(request);
    }
    RaftLog log = division.getRaftLog();
    CompletableFuture<AppendEntriesReplyProto> reply;
    CompletableFuture<?> before;
    // The order of these calls is the order in the log, and in its writer.
    synchronized (this) {
      boolean replaces = replaces(log, request);
      reply = server.appendEntriesAsync(request).whenComplete((answer, e) -> note(e));
      if (replaces) {
        replaced = CompletableFuture.allOf(replaced, reply.handle((answer, e) -> unlessFatal(e)));
      }
      before = replaced;
    }
    return reply.thenCompose(answer -> onDisk(log, answer, before));
  }

  private RaftServer.Division division(AppendEntriesRequestProto request) throws IOException {
    return server.getDivision(
        RaftGroupId.valueOf(request.getServerRequest().getRaftGroupId().getId()));
  }

  private static boolean replaces(RaftLog log, AppendEntriesRequestProto request) {
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

  private void note(@Nullable Throwable e) {
    Throwable cause = unwrap(e);
    if (isFatal(cause) && cause instanceof IOException failure) {
      fault.failed(failure);
    }
  }

  private static @Nullable Void unlessFatal(@Nullable Throwable e) {
    if (isFatal(unwrap(e))) {
      throw new CompletionException(e);
    }
    return null;
  }

  private static @Nullable Throwable unwrap(@Nullable Throwable e) {
    return e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
  }

  /// Of the disk, and not what Ratis says before it looks at the log: that it is not ready, or that
  /// the request is not for it.
  private static boolean isFatal(@Nullable Throwable e) {
    return e instanceof RaftLogIOException
        || (e instanceof IOException && !(e instanceof RaftException));
  }

  private static CompletableFuture<AppendEntriesReplyProto> onDisk(
      RaftLog log, AppendEntriesReplyProto answer, CompletableFuture<?> before) {
    if (answer.getResult() != AppendResult.SUCCESS) {
      return CompletableFuture.completedFuture(answer);
    }
    return before
        .thenCompose(
            any -> flushed(log, answer.getMatchIndex(), System.nanoTime() + LONGEST.toNanos()))
        .thenApply(any -> answer);
  }

  /// For entries that this request had appended that is so already. Others are rare enough to be
  /// looked at now and then.
  private static CompletableFuture<@Nullable Void> flushed(
      RaftLog log, long index, long deadlineNanos) {
    if (log.getFlushIndex() >= index) {
      return CompletableFuture.completedFuture(null);
    }
    if (System.nanoTime() - deadlineNanos > 0) {
      return CompletableFuture.failedFuture(
          new TimeoutIOException("entry %d is not on the disk after %s".formatted(index, LONGEST)));
    }
    return CompletableFuture.runAsync(() -> {}, LATER)
        .thenCompose(any -> flushed(log, index, deadlineNanos));
  }
}
