package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.ConsensusConfig;
import io.craton.vault.consensus.barrier.Progress;
import io.craton.vault.consensus.membership.Formation.Step;
import io.craton.vault.consensus.membership.Identity;
import io.craton.vault.consensus.membership.JoinAnswer;
import io.craton.vault.consensus.membership.MemberBook;
import io.craton.vault.consensus.membership.Phase;
import io.craton.vault.consensus.peer.PeerNetwork;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Takes a node into its cluster, on a thread of its own: a node without data founds a cluster with
/// its peers when all of them are as empty, or joins the one that exists. Whatever goes wrong is a
/// fault.
final class WayIn {
  private static final Duration POLL = Duration.ofMillis(20);

  private final Participation participation;
  private final RaftStart raft;
  private final Progress progress;
  private final Watchdog watchdog;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Entrance entrance;
  private final Thread thread;

  /// Starts the Raft server of an identity that has agreed to take part.
  interface RaftStart {
    RaftRuntime start(Identity identity) throws IOException;
  }

  /// Whom to ask, and by which way.
  record Surroundings(PeerNetwork network, MemberBook book) {}

  WayIn(
      ConsensusConfig config,
      Surroundings surroundings,
      Participation participation,
      RaftStart raft,
      Progress progress,
      Watchdog watchdog) {
    this.participation = participation;
    this.raft = raft;
    this.progress = progress;
    this.watchdog = watchdog;
    this.entrance = new Entrance(config, surroundings.network, surroundings.book, stop);
    this.thread =
        Thread.ofPlatform().daemon().name("entrance-" + config.self()).unstarted(this::enter);
  }

  void start() {
    thread.start();
  }

  /// Goes no further, and waits at most that long for the thread.
  void stop(Duration patience) throws InterruptedException {
    stop.countDown();
    thread.join(patience);
  }

  private void enter() {
    try {
      if (participation.identity().phase() == Phase.CANDIDATE && !choose()) {
        return;
      }
      participation.started(raft.start(participation.identity()));
      if (participation.identity().phase() == Phase.JOINING
          && !entrance.joinUntil(
              JoinAnswer.WELCOME, participation.identity().peer(), Phase.JOINING)) {
        return;
      }
      while (progress.applied() < 0 || !participation.isVoter()) {
        if (stop.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
      }
      participation.remember(participation.identity().in(Phase.MEMBER));
    } catch (IOException | RuntimeException e) {
      watchdog.fault("this node cannot take part: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Founds or joins; false when the node is stopped before.
  private boolean choose() throws IOException, InterruptedException {
    Optional<Step> step = entrance.decide();
    if (step.isEmpty()) {
      return false;
    }
    Identity candidate = participation.identity();
    switch (step.get()) {
      case Step.Found found -> participation.remember(candidate.founding(found.founders()));
      case Step.Join _ -> {
        if (!entrance.joinUntil(JoinAnswer.START, candidate.peer(), Phase.CANDIDATE)) {
          return false;
        }
        participation.remember(candidate.in(Phase.JOINING));
      }
      case Step.Wait _ -> throw new IllegalStateException("waiting is no decision");
    }
    return true;
  }
}
