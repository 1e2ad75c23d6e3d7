package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.membership.HandOver;
import io.craton.vault.consensus.membership.MemberBook;
import io.craton.vault.consensus.membership.PeerName;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.cluster.ClusterMember;
import io.craton.vault.core.cluster.MemberName;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.command.RequestTag;
import io.craton.vault.core.id.IdempotencyKey;
import io.craton.vault.core.id.ProposalId;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Ledger;
import io.craton.vault.core.port.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.apache.ratis.protocol.RaftPeer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the voters follow the book, on the node that leads: records the members of a new cluster,
/// takes out who is leaving, after the time in which its clients turn away from it, and notes when
/// that is done. Each pass does one step of what is still to do, so that the next leader goes on
/// where this one stopped. Who comes in asks by himself: [Admission].
final class MembershipKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(MembershipKeeper.class);

  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final Duration STEP = Duration.ofSeconds(5);

  /// Between two tries of what did not come off: each try of a hand-over keeps writes waiting.
  private static final Duration REST = Duration.ofSeconds(2);

  private final Participation participation;
  private final MemberBook book;
  private final ConfigurationChanges changes;
  private final Handover handover;
  private final Ledger ledger;
  private final Duration leave;
  private final RandomGenerator random;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;
  private String lastTrouble = "";
  private Optional<NodeName> seenLeaving = Optional.empty();
  private long seenLeavingAt;

  /// @param leave how long who is leaving votes and serves on, counted by each leader anew
  MembershipKeeper(
      Participation participation,
      MemberBook book,
      ConfigurationChanges changes,
      Handover handover,
      Ledger ledger,
      Duration leave,
      RandomGenerator random) {
    this.participation = participation;
    this.book = book;
    this.changes = changes;
    this.handover = handover;
    this.ledger = ledger;
    this.leave = leave;
    this.random = random;
    this.thread =
        Thread.ofPlatform()
            .daemon()
            .name("membership-" + participation.identity().peer().node())
            .unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// Begins no further step, and waits at most that long for the end of the current one.
  void stop(Duration patience) throws InterruptedException {
    stop.countDown();
    thread.interrupt();
    thread.join(patience);
  }

  private void run() {
    try {
      Duration pause = INTERVAL;
      while (!stop.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        pause = INTERVAL;
        Optional<RaftRuntime> leading =
            participation.raft().filter(running -> running.status().readyLeader());
        if (leading.isPresent() && changes.idle() && leading.get().settled()) {
          pause = step(leading.get()) ? INTERVAL : REST;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Does what is next; false when it did not come off.
  private boolean step(RaftRuntime running) throws InterruptedException {
    try {
      Optional<NodeName> leaving = book.leaving();
      if (leaving.isEmpty()) {
        seenLeaving = leaving;
      }
      if (!book.isRecorded()) {
        record(running);
      } else if (leaving.isPresent()) {
        takeOut(leaving.get(), running);
      }
      lastTrouble = "";
      return true;
    } catch (Unavailable | ExecutionException | TimeoutException | IllegalArgumentException e) {
      // Said once, tried again with the next pass.
      if (!lastTrouble.equals(e.toString())) {
        lastTrouble = e.toString();
        LOG.warn("membership: {}", lastTrouble);
      }
      return false;
    }
  }

  /// Only when the configuration knows everybody who votes: nobody is forgotten.
  private void record(RaftRuntime running) throws Unavailable {
    List<ClusterMember> members = book.configured();
    Set<String> names =
        members.stream().map(member -> member.name().value()).collect(Collectors.toSet());
    Set<String> voters =
        running.peers().stream().map(MembershipKeeper::nodeName).collect(Collectors.toSet());
    if (!names.containsAll(voters)) {
      throw new IllegalArgumentException(
          "the configuration lists " + names + ", but " + voters + " vote: list them all");
    }
    propose(new Command.RecordMembers(members));
    LOG.info("members recorded: {}", names);
  }

  private void takeOut(NodeName node, RaftRuntime running)
      throws Unavailable, InterruptedException, ExecutionException, TimeoutException {
    List<RaftPeer> current = List.copyOf(running.peers());
    List<RaftPeer> rest =
        current.stream().filter(peer -> !ConfigurationChanges.isOf(peer, node)).toList();
    if (rest.size() == current.size()) {
      propose(new Command.CompleteRemoval(new MemberName(node.value())));
      LOG.info("node {} is out", node);
    } else if (rest.isEmpty()) {
      throw new IllegalArgumentException(
          "node " + node + " is to leave and is the only one that votes: waiting for another");
    } else if (node.equals(participation.identity().peer().node())) {
      HandOver.Answer answer =
          handover.handOver(Optional.empty()).get(STEP.toMillis(), TimeUnit.MILLISECONDS);
      if (answer.result() != HandOver.Result.DONE) {
        throw new IllegalArgumentException(
            "this node is to leave, and cannot hand on its leadership: " + answer.result());
      }
    } else if (hadTime(node)) {
      changes.start(
          running,
          () -> book.leaving().equals(Optional.of(node)),
          CompletableFuture.completedFuture(null),
          current,
          rest);
    }
  }

  /// Whether this leader has known for long enough that the node is to leave.
  private boolean hadTime(NodeName node) {
    if (!seenLeaving.equals(Optional.of(node))) {
      seenLeaving = Optional.of(node);
      seenLeavingAt = System.nanoTime();
    }
    return System.nanoTime() - seenLeavingAt >= leave.toNanos();
  }

  private static String nodeName(RaftPeer peer) {
    String id = peer.getId().toString();
    return PeerName.parse(id).map(name -> name.node().value()).orElse(id);
  }

  /// At no time of its own, so that log time does not move. The tag makes an entry that the log
  /// holds twice count once: one that comes late does not touch a node that has come back.
  private void propose(Command command) throws Unavailable {
    byte[] key = new byte[IdempotencyKey.SIZE];
    random.nextBytes(key);
    byte[] id = new byte[ProposalId.SIZE];
    random.nextBytes(id);
    RequestTag tag =
        new RequestTag(new IdempotencyKey(Bytes.copyOf(key)), List.of(), Bytes.copyOf(key));
    var _ =
        ledger.propose(
            new Proposal(
                ProposalId.of(id), Optional.empty(), Optional.of(tag), Instant.EPOCH, command),
            Deadline.after(STEP, System::nanoTime));
  }
}
