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
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

/// Brings proposals into the log, wherever the leader is. Thread-safe; callers block.
///
/// One proposal is sent again under the same call number until its deadline, so that a leader that
/// took it once recognises it; where that memory is lost (it is Ratis' own, and in memory), the
/// request tag in the state recognises a retry.
final class Proposer implements Ledger {
  /// Proposals under way in this node. At 5,000 a second this is a fifth of a second of work.
  private static final int MAX_IN_FLIGHT = 1_024;

  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Supplier<Optional<? extends Submission>> raft;
  private final Progress progress;
  private final Answered answered = new Answered();
  private final Semaphore inFlight = new Semaphore(MAX_IN_FLIGHT);
  private volatile boolean stopping;

  Proposer(Supplier<Optional<? extends Submission>> raft, Progress progress) {
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
    Submission ways =
        raft.get()
            .orElseThrow(() ->
                new Unavailable(
                    Reason.NOT_READY, "this node has not joined its cluster", RETRY_AFTER));
    Attempts attempts = new Attempts(ways, answered, entry);
    while (!stopping) {
      Optional<RaftClientReply> reply = attempts.next(deadline);
      if (reply.isPresent()) {
        return applied(reply.get(), deadline);
      }
      if (deadline.expired()) {
        throw new Unavailable(
            Reason.NO_QUORUM, "no leader took the proposal: " + attempts.lastError(), RETRY_AFTER);
      }
      pause(deadline);
    }
    throw new Unavailable(Reason.SHUTTING_DOWN, "this node is going down", RETRY_AFTER);
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
}
