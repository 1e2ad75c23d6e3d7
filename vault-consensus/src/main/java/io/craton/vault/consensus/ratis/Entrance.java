package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.ConsensusConfig;
import io.craton.vault.consensus.Member;
import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.membership.Formation;
import io.craton.vault.consensus.membership.Formation.Step;
import io.craton.vault.consensus.membership.JoinAnswer;
import io.craton.vault.consensus.membership.JoinRequest;
import io.craton.vault.consensus.membership.MemberBook;
import io.craton.vault.consensus.membership.PeerName;
import io.craton.vault.consensus.membership.PeerStatus;
import io.craton.vault.consensus.membership.Phase;
import io.craton.vault.consensus.peer.PeerNetwork;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way of a node without a log into its cluster. Used by one thread, which blocks.
final class Entrance {
  private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);

  private static final long ROUND_MILLIS = 500;
  private static final long PAUSE_MILLIS = 100;

  /// A node that waits says so once in that many rounds.
  private static final int ROUNDS_PER_NOTE = 100;

  private final ConsensusConfig config;
  private final PeerNetwork network;
  private final MemberBook book;
  private final List<NodeName> names;
  private final CountDownLatch stop;

  /// @param stop ends every wait when it reaches zero
  Entrance(ConsensusConfig config, PeerNetwork network, MemberBook book, CountDownLatch stop) {
    this.config = config;
    this.network = network;
    this.book = book;
    this.names = config.members().stream().map(Member::name).toList();
    this.stop = stop;
  }

  /// Asks all members until it is clear whether a cluster is to be founded or joined; empty when
  /// the node is stopped before.
  Optional<Step> decide() throws InterruptedException {
    for (int round = 0; stop.getCount() > 0; round++) {
      Map<NodeName, PeerStatus> first = askAll();
      Map<NodeName, PeerStatus> second = askAll();
      PeerStatus self = second.get(config.self());
      if (self != null) {
        Step step = Formation.next(self, names, first, second);
        if (!(step instanceof Step.Wait)) {
          return Optional.of(step);
        }
      }
      if (round % ROUNDS_PER_NOTE == 0) {
        LOG.info("no cluster yet; {} of {} members answer", second.size(), names.size());
      }
      pause();
    }
    return Optional.empty();
  }

  /// Asks everybody it knows until some peer answers with `wanted`; false when the node is stopped
  /// before.
  boolean joinUntil(JoinAnswer wanted, PeerName self, Phase phase) throws InterruptedException {
    JoinRequest request = new JoinRequest(self, phase);
    for (int round = 0; stop.getCount() > 0; round++) {
      Map<NodeName, CompletableFuture<JoinAnswer>> asked = new HashMap<>();
      for (Member member : book.everybody()) {
        if (!member.name().equals(config.self())) {
          asked.put(member.name(), network.join(member.name(), request));
        }
      }
      Map<NodeName, JoinAnswer> answers = collect(asked);
      if (answers.containsValue(wanted) || answers.containsValue(JoinAnswer.WELCOME)) {
        return true;
      }
      if (answers.containsValue(JoinAnswer.REFUSED) && round % ROUNDS_PER_NOTE == 0) {
        LOG.warn(
            "node {} is no member of the cluster: waiting until somebody adds it (craton cluster"
                + " add)",
            config.self());
      }
      pause();
    }
    return false;
  }

  private void pause() throws InterruptedException {
    boolean _ = stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private Map<NodeName, PeerStatus> askAll() throws InterruptedException {
    Map<NodeName, CompletableFuture<PeerStatus>> asked = new HashMap<>();
    for (NodeName name : names) {
      asked.put(name, network.status(name));
    }
    return collect(asked);
  }

  /// The answers that came in time.
  private static <T> Map<NodeName, T> collect(Map<NodeName, CompletableFuture<T>> asked)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ROUND_MILLIS);
    Map<NodeName, T> answers = new HashMap<>();
    for (Map.Entry<NodeName, CompletableFuture<T>> question : asked.entrySet()) {
      try {
        long left = Math.max(0, end - System.nanoTime());
        answers.put(question.getKey(), question.getValue().get(left, TimeUnit.NANOSECONDS));
      } catch (ExecutionException | TimeoutException e) {
        LOG.debug("no answer of {}", question.getKey(), e);
      }
    }
    return answers;
  }
}
