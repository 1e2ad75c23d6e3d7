package io.craton.vault.node.running;

import io.craton.vault.consensus.ratis.ConsensusNode;
import io.craton.vault.node.disk.DiskWatch;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Withdraws a node from what it should not do. With too little room on its disk it does not lead:
/// others are told not to hand leadership to it, and if it leads, it hands it to one that has room,
/// if there is one. On its way out of the cluster it is drained too, before it is taken out.
final class Withdrawal {
  private static final Logger LOG = LoggerFactory.getLogger(Withdrawal.class);
  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final Duration SHORT_INTERVAL = Duration.ofMillis(100);

  private final ConsensusNode consensus;
  private final DiskWatch disk;
  private final Runnable drain;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread =
      Thread.ofPlatform().name("withdrawal").daemon().unstarted(this::run);
  private boolean leaving;

  private Withdrawal(ConsensusNode consensus, DiskWatch disk, Runnable drain) {
    this.consensus = consensus;
    this.disk = disk;
    this.drain = drain;
  }

  /// @param drain has clients turn away from this node
  static Withdrawal start(ConsensusNode consensus, DiskWatch disk, Runnable drain) {
    Withdrawal withdrawal = new Withdrawal(consensus, disk, drain);
    withdrawal.thread.start();
    return withdrawal;
  }

  private void run() {
    try {
      int passes = 0;
      while (!stop.await(SHORT_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
        drainWhenLeaving();
        passes++;
        if (passes * SHORT_INTERVAL.toMillis() >= INTERVAL.toMillis()) {
          passes = 0;
          lookAfterLeadership();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // Leadership stays where it is; writes are refused there, and the node leaves when it must.
      LOG.warn("leadership is not looked after any more", e);
    }
  }

  private void drainWhenLeaving() {
    boolean now = consensus.leaving();
    if (now && !leaving) {
      LOG.info("draining: this node is to be taken out of the cluster");
      drain.run();
    }
    leaving = now;
  }

  private void lookAfterLeadership() throws InterruptedException {
    boolean room = disk.obstacle().isEmpty();
    consensus.setWilling(room && !leaving);
    if (!room) {
      consensus.yieldLeadership();
    }
  }

  void stop() throws InterruptedException {
    stop.countDown();
    thread.interrupt();
    thread.join(INTERVAL);
  }
}
