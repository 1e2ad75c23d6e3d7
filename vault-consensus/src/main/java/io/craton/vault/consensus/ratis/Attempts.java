package io.craton.vault.consensus.ratis;

import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Unavailable.Reason;
import io.craton.vault.core.port.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.AlreadyClosedException;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.apache.ratis.protocol.exceptions.RaftException;
import org.apache.ratis.protocol.exceptions.ResourceUnavailableException;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.apache.ratis.protocol.exceptions.TimeoutIOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The attempts to bring one entry into the log, and what they have found out. Used by one thread.
final class Attempts {
  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

  /// A peer that has not answered by then is left for another one.
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /// How soon it is noticed that another peer leads than the one that was asked.
  private static final Duration LOOK = Duration.ofMillis(50);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Submission ways;
  private final Answered answered;
  private final Message entry;
  private final long call;
  private final Map<RaftPeerId, Sent> under = new HashMap<>();
  private Optional<RaftPeer> suggested = Optional.empty();
  private int round;
  private String lastError = "none known";

  /// @param answered of all entries of this node
  Attempts(Submission ways, Answered answered, Message entry) {
    this.ways = ways;
    this.answered = answered;
    this.entry = entry;
    this.call = ways.newCall();
  }

  private record Sent(long connection, CompletableFuture<RaftClientReply> reply, long atNanos) {}

  /// What the last attempt failed of, for people.
  String lastError() {
    return lastError;
  }

  /// Makes one. Empty when it is worth another.
  Optional<RaftClientReply> next(Deadline deadline) throws Unavailable {
    Optional<RaftPeer> target = target();
    return target.isPresent() ? at(target.get(), deadline) : Optional.empty();
  }

  /// The leader as far as anybody knows it; else one peer after the other.
  private Optional<RaftPeer> target() {
    if (suggested.isPresent()) {
      Optional<RaftPeer> once = suggested;
      suggested = Optional.empty();
      return once;
    }
    Optional<RaftPeer> leader = ways.leader();
    if (leader.isPresent() && round % 2 == 0) {
      return leader;
    }
    List<RaftPeer> peers = new ArrayList<>(ways.peers());
    return peers.isEmpty() ? Optional.empty() : Optional.of(peers.get(round % peers.size()));
  }

  private Optional<RaftClientReply> at(RaftPeer target, Deadline deadline) throws Unavailable {
    Sent earlier = under.get(target.getId());
    if (earlier != null && earlier.reply.isCompletedExceptionally()) {
      // It failed while another peer was asked, and says nothing about the connection of now.
      under.remove(target.getId());
    }
    Sent sent =
        under.computeIfAbsent(
            target.getId(),
            _ -> {
              long connection = ways.connection(target);
              return new Sent(connection, ways.submit(target, call, entry), System.nanoTime());
            });
    try (var _ = Waiting.begin()) {
      Optional<RaftClientReply> reply = await(target, sent, deadline);
      if (reply.isEmpty()) {
        round++;
        lastError = target.getId() + ": no answer in time";
        return Optional.empty();
      }
      under.remove(target.getId());
      answered.by(target.getId());
      if (reply.get().isSuccess()) {
        return reply;
      }
      refused(target, reply.get().getException());
    } catch (ExecutionException e) {
      under.remove(target.getId());
      failed(target, sent, unwrap(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable(Reason.SHUTTING_DOWN, "interrupted", RETRY_AFTER, e);
    }
    return Optional.empty();
  }

  /// Empty when it takes too long, or when another peer has become the leader meanwhile: what is
  /// under way may come to an end all the same, and the log takes the entry once.
  private Optional<RaftClientReply> await(RaftPeer target, Sent sent, Deadline deadline)
      throws ExecutionException, InterruptedException {
    boolean led = leads(target);
    Deadline end = deadline.atMost(PATIENCE);
    while (true) {
      try {
        long nanos = end.atMost(LOOK).remaining().toNanos();
        return Optional.of(sent.reply.get(nanos, TimeUnit.NANOSECONDS));
      } catch (TimeoutException _) {
        Optional<RaftPeer> leader = ways.leader();
        if (led && leader.isPresent() && !leader.get().getId().equals(target.getId())) {
          suggested = leader;
          return Optional.empty();
        }
        if (end.expired()) {
          return Optional.empty();
        }
      }
    }
  }

  private boolean leads(RaftPeer target) {
    return ways.leader().map(RaftPeer::getId).equals(Optional.of(target.getId()));
  }

  private static Throwable unwrap(ExecutionException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return cause instanceof CompletionException && cause.getCause() != null
        ? cause.getCause()
        : cause;
  }

  private void refused(RaftPeer target, @Nullable RaftException error) throws Unavailable {
    note(target, error == null ? new IllegalStateException("refused without a reason") : error);
    if (error instanceof ResourceUnavailableException) {
      throw new Unavailable(Reason.OVERLOADED, "the leader's queue is full", RETRY_AFTER, error);
    }
    if (error instanceof StateMachineException) {
      throw new IllegalArgumentException("the leader refuses the entry: " + error.getMessage());
    }
    if (error instanceof NotLeaderException notLeader) {
      suggested = Optional.ofNullable(notLeader.getSuggestedLeader());
    }
  }

  private void failed(RaftPeer target, Sent sent, Throwable error) throws Unavailable {
    if (error instanceof RaftException refusal && !(error instanceof AlreadyClosedException)) {
      refused(target, refusal);
      return;
    }
    note(target, error);
    boolean slow = error instanceof TimeoutIOException && answered.since(target, sent.atNanos);
    if (!slow) {
      // Ratis keeps a closed connection in its table until somebody says that it is of no use.
      ways.disconnected(target, sent.connection, error);
    }
  }

  private void note(RaftPeer target, Throwable error) {
    round++;
    lastError = target.getId() + ": " + error.getMessage();
    LOG.debug("attempt {} failed at {}", round, target.getId(), error);
  }
}
