package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.barrier.Progress;
import io.craton.vault.consensus.codec.EntryCodec;
import io.craton.vault.consensus.codec.OutcomeCodec;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Ledger;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Unavailable.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.exceptions.AlreadyClosedException;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.apache.ratis.protocol.exceptions.RaftException;
import org.apache.ratis.protocol.exceptions.ResourceUnavailableException;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings proposals into the log, wherever the leader is. Thread-safe; callers block.
///
/// One proposal is sent again under the same call number until its deadline, so that a leader that
/// took it once recognises it; where that memory is lost (it is Ratis' own, and in memory), the
/// request tag in the state recognises a retry.
final class Proposer implements Ledger {
  private static final Logger LOG = LoggerFactory.getLogger(Proposer.class);

  /// Proposals under way in this node. At 5,000 a second this is a fifth of a second of work.
  private static final int MAX_IN_FLIGHT = 1_024;

  /// A leader that has not answered by then is asked again, or another one is looked for.
  private static final Duration ATTEMPT = Duration.ofSeconds(2);

  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Supplier<Optional<RaftRuntime>> raft;
  private final Progress progress;
  private final Semaphore inFlight = new Semaphore(MAX_IN_FLIGHT);
  private volatile boolean stopping;

  Proposer(Supplier<Optional<RaftRuntime>> raft, Progress progress) {
    this.raft = raft;
    this.progress = progress;
  }

  void stopping() {
    stopping = true;
  }

  /// @throws IllegalArgumentException when the entry would be longer than an entry may be
  @Override
  public Outcome propose(Proposal proposal, Deadline deadline) throws Unavailable {
    byte[] entry = EntryCodec.encode(proposal);
    if (entry.length > RatisSettings.MAX_ENTRY_BYTES) {
      throw new IllegalArgumentException(
          "entry of %d bytes is longer than %d"
              .formatted(entry.length, RatisSettings.MAX_ENTRY_BYTES));
    }
    if (!inFlight.tryAcquire()) {
      throw new Unavailable(
          Reason.OVERLOADED, MAX_IN_FLIGHT + " proposals are under way", RETRY_AFTER);
    }
    try {
      return send(Message.valueOf(ByteString.copyFrom(entry)), deadline);
    } finally {
      inFlight.release();
    }
  }

  private Outcome send(Message entry, Deadline deadline) throws Unavailable {
    RaftRuntime runtime =
        raft.get()
            .orElseThrow(() ->
                new Unavailable(
                    Reason.NOT_READY, "this node has not joined its cluster", RETRY_AFTER));
    Attempts attempts = new Attempts(runtime);
    while (!stopping) {
      Optional<RaftPeer> target = attempts.target();
      if (target.isPresent()) {
        Optional<RaftClientReply> reply = attempt(attempts, target.get(), entry, deadline);
        if (reply.isPresent()) {
          return applied(reply.get(), deadline);
        }
      }
      if (deadline.expired()) {
        throw new Unavailable(
            Reason.NO_QUORUM, "no leader took the proposal: " + attempts.lastError, RETRY_AFTER);
      }
      pause(deadline);
    }
    throw new Unavailable(Reason.SHUTTING_DOWN, "this node is going down", RETRY_AFTER);
  }

  /// Sends once. Empty when it is worth another try.
  private static Optional<RaftClientReply> attempt(
      Attempts attempts, RaftPeer target, Message entry, Deadline deadline) throws Unavailable {
    long nanos = deadline.atMost(ATTEMPT).remaining().toNanos();
    try {
      RaftClientReply reply =
          attempts.runtime.submit(target, attempts.call, entry).get(nanos, TimeUnit.NANOSECONDS);
      if (reply.isSuccess()) {
        return Optional.of(reply);
      }
      attempts.refused(target, reply.getException());
    } catch (ExecutionException e) {
      attempts.failed(target, unwrap(e));
    } catch (TimeoutException e) {
      attempts.silent(target);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable(Reason.SHUTTING_DOWN, "interrupted", RETRY_AFTER, e);
    }
    return Optional.empty();
  }

  private Outcome applied(RaftClientReply reply, Deadline deadline) throws Unavailable {
    Optional<Outcome> outcome =
        OutcomeCodec.decodeReply(reply.getMessage().getContent().toByteArray());
    if (!progress.await(reply.getLogIndex(), deadline)) {
      throw new Unavailable(
          Reason.DEADLINE,
          "committed at index %d, this node has applied %d"
              .formatted(reply.getLogIndex(), progress.applied()),
          RETRY_AFTER);
    }
    return outcome.orElseThrow(() ->
        new Unavailable(Reason.DEADLINE, "applied before a restart, outcome unknown", RETRY_AFTER));
  }

  private static Throwable unwrap(ExecutionException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return cause instanceof CompletionException && cause.getCause() != null
        ? cause.getCause()
        : cause;
  }

  /// Gives an election time. Ends early when the thread is interrupted.
  private static void pause(Deadline deadline) throws Unavailable {
    try {
      boolean _ =
          new Semaphore(0)
              .tryAcquire(deadline.atMost(PAUSE).remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable(Reason.SHUTTING_DOWN, "interrupted", RETRY_AFTER, e);
    }
  }

  /// What the attempts for one proposal have found out. Used by one thread.
  private static final class Attempts {
    private final RaftRuntime runtime;
    private final long call;
    private Optional<RaftPeer> suggested = Optional.empty();
    private int round;
    private String lastError = "none known";

    Attempts(RaftRuntime runtime) {
      this.runtime = runtime;
      this.call = runtime.newCall();
    }

    /// The leader as far as anybody knows it; else one peer after the other.
    Optional<RaftPeer> target() {
      if (suggested.isPresent()) {
        Optional<RaftPeer> once = suggested;
        suggested = Optional.empty();
        return once;
      }
      Optional<RaftPeer> leader = runtime.leader();
      if (leader.isPresent() && round % 2 == 0) {
        return leader;
      }
      List<RaftPeer> peers = new ArrayList<>(runtime.peers());
      return peers.isEmpty() ? Optional.empty() : Optional.of(peers.get(round % peers.size()));
    }

    void refused(RaftPeer target, @Nullable RaftException error) throws Unavailable {
      if (error == null) {
        failed(target, new IllegalStateException("refused without a reason"));
      } else {
        failed(target, error);
      }
    }

    void failed(RaftPeer target, Throwable error) throws Unavailable {
      round++;
      lastError = target.getId() + ": " + error.getMessage();
      LOG.debug("attempt {} failed at {}", round, target.getId(), error);
      if (error instanceof ResourceUnavailableException) {
        throw new Unavailable(Reason.OVERLOADED, "the leader's queue is full", RETRY_AFTER, error);
      }
      if (error instanceof StateMachineException) {
        throw new IllegalArgumentException("the leader refuses the entry: " + error.getMessage());
      }
      if (error instanceof NotLeaderException notLeader) {
        suggested = Optional.ofNullable(notLeader.getSuggestedLeader());
      } else if (error instanceof AlreadyClosedException || !(error instanceof RaftException)) {
        // Ratis keeps a closed connection in its table until somebody says that it is of no use.
        runtime.disconnected(target, error);
      }
    }

    void silent(RaftPeer target) {
      round++;
      lastError = target.getId() + ": no answer in time";
    }
  }
}
