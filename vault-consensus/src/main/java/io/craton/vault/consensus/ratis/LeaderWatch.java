package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.barrier.Voters;
import io.craton.vault.consensus.membership.PeerName;
import io.craton.vault.consensus.membership.Succession.Answer;
import io.craton.vault.consensus.membership.Succession.Position;
import io.craton.vault.consensus.membership.Succession.Question;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has an election begin as soon as a majority finds that the leader's process has ended, instead
/// of when the leader has been silent for long enough: ADR 038. Thread-safe; never waits on the
/// caller's thread.
///
/// A leader is gone for a voter that follows it when their connection has broken and its machine
/// refuses another one: nobody listens there. Of a majority that finds so, one stands for election,
/// whom the others would vote for; a voter alone, behind a broken network, stands for nothing. Raft
/// decides as always who leads: should all this be wrong, the cluster has had an election too many.
final class LeaderWatch {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderWatch.class);

  /// A voter that answers later is not needed, or the leader's silence is noticed meanwhile.
  private static final Duration PATIENCE = Duration.ofMillis(250);

  private static final Answer SILENT = new Answer(false, false, Position.NONE);
  private static final Comparator<Entry<PeerName, Answer>> HEIRS =
      Comparator.comparing((Entry<PeerName, Answer> one) -> one.getValue().last())
          .thenComparing(one -> one.getValue().willing())
          .thenComparing(one -> one.getKey().toString(), Comparator.reverseOrder());

  private final Follower follower;
  private final Peers peers;
  private final Executor threads;
  private final AtomicBoolean asking = new AtomicBoolean();

  /// This node's place in Raft.
  interface Follower {
    PeerName self();

    Voters voters();

    /// Whom it follows, and in which term; empty when it follows nobody.
    Optional<Question> following();

    /// Where its log ends. May wait for a write to the log.
    Position last();

    /// Whether it should lead.
    boolean willing();

    /// Stands for election without waiting for the leader's silence, if it still follows that
    /// leader in that term and has an entry of it. Writes to the disk.
    ///
    /// @return whether it does
    boolean stand(Question gone);
  }

  /// The connections to the others.
  interface Peers {
    /// Whether there was a connection, and the node's machine refuses another.
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

  /// Told each time that a node's machine has refused a connection.
  void refused(NodeName node) {
    Optional<Question> gone =
        follower.following().filter(leads -> leads.leader().node().equals(node));
    if (gone.isPresent() && asking.compareAndSet(false, true)) {
      threads.execute(() -> askAll(gone.get()));
    }
  }

  /// What this node says to one that asks. The future ends soon.
  CompletableFuture<Answer> answer(Question question) {
    return CompletableFuture.supplyAsync(() -> judge(question), threads);
  }

  private Answer judge(Question question) {
    boolean gone =
        follower.following().equals(Optional.of(question))
            && peers.refused(question.leader().node());
    return new Answer(gone, follower.willing(), follower.last());
  }

  private void askAll(Question gone) {
    try {
      Voters voters = follower.voters();
      Map<PeerName, CompletableFuture<Answer>> asked = new HashMap<>();
      for (String voter : voters.all()) {
        PeerName.parse(voter)
            .filter(peer -> !peer.equals(follower.self()) && !peer.equals(gone.leader()))
            .ifPresent(peer -> asked.put(peer, patient(peers.ask(peer, gone))));
      }
      Map<PeerName, Answer> answers = new HashMap<>();
      asked.forEach((peer, answer) -> answers.put(peer, answer.join()));
      answers.put(follower.self(), judge(gone));
      if (heir(voters, answers).equals(Optional.of(follower.self())) && follower.stand(gone)) {
        LOG.info("leader {} of term {} is gone: standing for election", gone.leader(), gone.term());
      }
    } finally {
      asking.set(false);
    }
  }

  private static CompletableFuture<Answer> patient(CompletableFuture<Answer> answer) {
    return answer
        .exceptionally(_ -> SILENT)
        .completeOnTimeout(SILENT, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Who is to stand for election: of those that find the leader gone the one whose log is longest,
  /// of several one that is willing, of those the first by name. Nobody without a majority of
  /// voters that find so.
  static Optional<PeerName> heir(Voters voters, Map<PeerName, Answer> answers) {
    Map<PeerName, Answer> agreed = new HashMap<>(answers);
    agreed.values().removeIf(answer -> !answer.gone());
    return voters.majority(agreed.keySet().stream().map(PeerName::toString).toList())
        ? agreed.entrySet().stream().max(HEIRS).map(Entry::getKey)
        : Optional.empty();
  }
}
