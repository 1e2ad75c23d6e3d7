package io.craton.vault.consensus.barrier;

import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.membership.PeerName;
import io.craton.vault.consensus.membership.PeerStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Rounds of questions to the voters. A round asks those whose answers sufficed the last time: this
/// node, the leader, and no more of the others than a majority takes. It asks everybody else as
/// soon as one of them fails, is late, or all have answered in vain; and it ends as soon as the
/// answers suffice, or cannot any more. Whom it asks decides how much a round costs, never what it
/// proves: that is [TermQuorum]'s. Thread-safe.
public final class QuorumRounds {
  /// A peer that has not answered by then is not waited for alone.
  public static final Duration PATIENCE = Duration.ofMillis(5);

  /// A peer that has not answered by then counts as silent.
  private static final Duration TIMEOUT = Duration.ofMillis(500);

  private final NodeName self;
  private final Supplier<Voters> voters;
  private final Function<NodeName, CompletableFuture<PeerStatus>> ask;
  private final Waits waits;
  private final Executor later;
  private final Set<Round> underWay = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile Nodes known = new Nodes(new Voters(Set.of(), Set.of()), List.of());
  private volatile List<NodeName> sufficed = List.of();

  /// @param self this node
  /// @param voters the configuration this node uses, as it is at the moment of each call
  /// @param ask asks a node for its status; the answer has to be made after the call
  public QuorumRounds(
      NodeName self,
      Supplier<Voters> voters,
      Function<NodeName, CompletableFuture<PeerStatus>> ask) {
    this(self, voters, ask, new Waits(PATIENCE, TIMEOUT));
  }

  QuorumRounds(
      NodeName self,
      Supplier<Voters> voters,
      Function<NodeName, CompletableFuture<PeerStatus>> ask,
      Waits waits) {
    this.self = self;
    this.voters = voters;
    this.ask = ask;
    this.waits = waits;
    // A thread of its own kind: those of the network may hang in a name service.
    this.later = CompletableFuture.delayedExecutor(waits.patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  /// @param patience before the others are asked
  /// @param timeout after which a round has failed
  record Waits(Duration patience, Duration timeout) {}

  /// Starts a round.
  ///
  /// @return the confirmed commit index; fails when a majority of one term did not show itself
  public CompletableFuture<Long> start() {
    List<NodeName> nodes = nodes();
    List<NodeName> first = new ArrayList<>(sufficed);
    if (!first.contains(self)) {
      first.add(self);
    }
    first.retainAll(nodes);
    if (2 * first.size() <= nodes.size()) {
      first = nodes;
    }
    List<NodeName> others = new ArrayList<>(nodes);
    others.removeAll(first);
    Round round = new Round(others);
    round.begin(first);
    if (!round.result.isDone()) {
      underWay.add(round);
      var _ = round.result.whenComplete((_, _) -> underWay.remove(round));
      lookLater();
    }
    return round.result;
  }

  private List<NodeName> nodes() {
    Voters now = voters.get();
    Nodes last = known;
    if (!last.voters.equals(now)) {
      last =
          new Nodes(
              now,
              now.all().stream()
                  .flatMap(peer -> PeerName.parse(peer).stream())
                  .map(PeerName::node)
                  .distinct()
                  .toList());
      known = last;
    }
    return last.names;
  }

  /// One look for all rounds that end before it: most do.
  private void lookLater() {
    if (looking.compareAndSet(false, true)) {
      later.execute(this::look);
    }
  }

  private void look() {
    looking.set(false);
    try {
      long now = System.nanoTime();
      underWay.forEach(round -> {
        try {
          round.look(now);
        } catch (RuntimeException e) {
          round.result.completeExceptionally(e);
        }
      });
    } finally {
      if (!underWay.isEmpty()) {
        lookLater();
      }
    }
  }

  private static List<NodeName> names(List<PeerStatus> answers) {
    return answers.stream().map(answer -> answer.peer().node()).toList();
  }

  /// The voters by name.
  private record Nodes(Voters voters, List<NodeName> names) {}

  private final class Round {
    private final long began = System.nanoTime();
    private final CompletableFuture<Long> result = new CompletableFuture<>();

    // Guarded by this.
    private final List<PeerStatus> answers = new ArrayList<>();
    private List<NodeName> unasked;
    private int outstanding;
    private boolean ended;

    Round(List<NodeName> unasked) {
      this.unasked = unasked;
    }

    void begin(List<NodeName> first) {
      synchronized (this) {
        outstanding = first.size();
      }
      if (first.isEmpty()) {
        failWithAnswers();
      }
      first.forEach(this::askOne);
    }

    private void askOne(NodeName node) {
      var _ = ask.apply(node).whenComplete((status, _) -> answered(status));
    }

    /// @param status an answer; null when the node failed to give one
    private void answered(@Nullable PeerStatus status) {
      OptionalLong confirmed;
      boolean vain;
      synchronized (this) {
        outstanding--;
        if (ended) {
          return;
        }
        Optional.ofNullable(status).ifPresent(answers::add);
        Voters counted = voters.get();
        confirmed = TermQuorum.confirmed(counted, answers);
        if (confirmed.isPresent()) {
          ended = true;
          if (!names(answers).equals(sufficed)) {
            sufficed = names(TermQuorum.needed(counted, answers, self));
          }
        }
        vain = status == null || outstanding == 0;
      }
      // Not under the lock: others go on from here.
      if (confirmed.isPresent()) {
        result.complete(confirmed.getAsLong());
      } else if (vain) {
        askTheOthers();
      }
    }

    private void askTheOthers() {
      List<NodeName> others;
      synchronized (this) {
        if (ended) {
          return;
        }
        others = unasked;
        unasked = List.of();
        outstanding += others.size();
        if (outstanding > 0 && others.isEmpty()) {
          return;
        }
      }
      if (others.isEmpty()) {
        failWithAnswers();
      }
      others.forEach(this::askOne);
    }

    void look(long now) {
      long age = now - began;
      if (age >= waits.timeout.toNanos()) {
        failWithAnswers();
      } else if (age >= waits.patience.toNanos()) {
        askTheOthers();
      }
    }

    private void failWithAnswers() {
      int asked = voters.get().all().size();
      int count;
      synchronized (this) {
        if (ended) {
          return;
        }
        ended = true;
        count = answers.size();
      }
      result.completeExceptionally(
          new IllegalStateException(
              "%d of %d voters answered, no leader with a majority of its term"
                  .formatted(count, asked)));
    }
  }
}
