package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.barrier.Voters;
import io.craton.vault.consensus.membership.PeerName;
import io.craton.vault.consensus.membership.Succession.Answer;
import io.craton.vault.consensus.membership.Succession.Position;
import io.craton.vault.consensus.membership.Succession.Question;
import io.craton.vault.consensus.peer.Losses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has an election begin as soon as a majority finds that the leader's process has ended, instead
/// of when the leader has been silent for long enough: ADR 038. Thread-safe; never waits on the
/// caller's thread.
///
/// A leader is gone for a voter that follows it when their connection has broken since, and another
/// one was refused: nobody listens there. Of a majority that finds so, one stands for election,
/// whom the others would vote for; a voter alone, behind a broken network, stands for nothing. Raft
/// decides as always who leads: should all this be wrong, the cluster has had an election too many.
/// A connection that broke before the leader led says nothing about it, so that two nodes which
/// others cannot reach do not depose each other in turn.
final class LeaderWatch implements Losses {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderWatch.class);

  /// A voter that answers later is not needed, or the leader's silence is noticed meanwhile.
  private static final Duration PATIENCE = Duration.ofMillis(100);

  private static final Comparator<Answer> HEIRS =
      Comparator.comparing(Answer::last)
          .thenComparing(Answer::willing)
          .thenComparing(answer -> answer.voter().toString(), Comparator.reverseOrder());

  private final Follower follower;
  private final Peers peers;
  private final Executor threads;
  private final AtomicBoolean asking = new AtomicBoolean();

  /// Whom this node followed, and in which term, when its last connection to a leader broke.
  private volatile Optional<Question> lost = Optional.empty();

  /// This node's place in Raft.
  interface Follower {
    PeerName self();

    Voters voters();

    /// Whom it follows, and in which term; empty when it follows nobody, or is about to end.
    Optional<Question> following();

    /// Where its log ends. May wait for a write to the log.
    Position last();

    /// Whether it should lead.
    boolean willing();

    /// Stands for election without waiting for the leader's silence, if it still follows that
    /// leader in that term and has an entry of it. Writes to the disk.
    ///
    /// @param still is asked once nothing has to be waited for any more
    /// @return whether it does
    boolean stand(Question gone, BooleanSupplier still);
  }

  /// The connections to the others.
  interface Peers {
    /// Whether there was a connection, and another was refused.
    boolean refused(NodeName node);

    /// Asks a voter; the future fails when that cannot be.
    CompletableFuture<Answer> ask(PeerName voter, Question question);
  }

  /// @param threads for what may wait
  LeaderWatch(Follower follower, Peers peers, Executor threads) {
    this.follower = follower;
    this.peers = peers;
    this.threads = threads;
  }

  @Override
  public void lost(NodeName node) {
    Optional<Question> leader = following(node);
    if (leader.isPresent()) {
      lost = leader;
    }
  }

  @Override
  public void refused(NodeName node) {
    Optional<Question> gone = following(node).filter(leads -> lost.equals(Optional.of(leads)));
    if (gone.isEmpty() || !asking.compareAndSet(false, true)) {
      return;
    }
    boolean runs = false;
    try {
      threads.execute(() -> askAll(gone.get()));
      runs = true;
    } finally {
      if (!runs) {
        asking.set(false);
      }
    }
  }

  private Optional<Question> following(NodeName node) {
    return follower.following().filter(leads -> leads.leader().node().equals(node));
  }

  /// What this node says to one that asks. The future ends soon, and not with a failure.
  CompletableFuture<Answer> answer(Question question) {
    return CompletableFuture.supplyAsync(() -> judge(question), threads)
        .exceptionally(_ -> silent(follower.self()));
  }

  private Answer judge(Question question) {
    Optional<Question> gone = Optional.of(question);
    boolean agreed =
        follower.following().equals(gone)
            && lost.equals(gone)
            && peers.refused(question.leader().node());
    return agreed
        ? new Answer(follower.self(), true, follower.willing(), follower.last())
        : silent(follower.self());
  }

  private static Answer silent(PeerName voter) {
    return new Answer(voter, false, false, Position.NONE);
  }

  private void askAll(Question gone) {
    try {
      PeerName self = follower.self();
      Voters voters = follower.voters();
      List<CompletableFuture<Answer>> asked = new ArrayList<>();
      for (String voter : voters.all()) {
        PeerName.parse(voter)
            .filter(peer -> !peer.equals(self) && !peer.equals(gone.leader()))
            .ifPresent(peer -> asked.add(ask(peer, gone)));
      }
      List<Answer> answers = new ArrayList<>();
      asked.forEach(answer -> answers.add(answer.join()));
      answers.add(judge(gone));
      if (heir(voters, answers).equals(Optional.of(self))
          && follower.stand(gone, () -> judge(gone).gone())) {
        LOG.info("leader {} of term {} is gone: standing for election", gone.leader(), gone.term());
      }
    } catch (RuntimeException e) {
      LOG.warn("leader {} of term {} may be gone", gone.leader(), gone.term(), e);
    } finally {
      asking.set(false);
    }
  }

  /// Only of the voter itself: a new disk under its name has no vote.
  private CompletableFuture<Answer> ask(PeerName voter, Question gone) {
    Answer silent = silent(voter);
    return peers
        .ask(voter, gone)
        .thenApply(answer -> answer.voter().equals(voter) ? answer : silent)
        .exceptionally(_ -> silent)
        .completeOnTimeout(silent, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Who is to stand for election: of the voters that find the leader gone the one whose log is
  /// longest, of several one that is willing, of those the first by name. Nobody without a majority
  /// of voters that find so.
  static Optional<PeerName> heir(Voters voters, Collection<Answer> answers) {
    Set<String> all = voters.all();
    List<Answer> agreed =
        answers.stream()
            .filter(answer -> answer.gone() && all.contains(answer.voter().toString()))
            .toList();
    return voters.majority(agreed.stream().map(answer -> answer.voter().toString()).toList())
        ? agreed.stream().max(HEIRS).map(Answer::voter)
        : Optional.empty();
  }
}
