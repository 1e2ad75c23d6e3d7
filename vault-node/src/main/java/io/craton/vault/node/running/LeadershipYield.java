package io.craton.vault.node.running;

import io.craton.vault.consensus.ratis.ConsensusNode;
import io.craton.vault.node.disk.DiskWatch;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps leadership away from a node that has too little room on its disk: others are told not to
/// hand it over, and if the node leads, it hands it to one that has room, if there is one.
final class LeadershipYield {
  private static final Logger LOG = LoggerFactory.getLogger(LeadershipYield.class);
  private static final Duration INTERVAL = Duration.ofMillis(500);

  private final ConsensusNode consensus;
  private final DiskWatch disk;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread =
      Thread.ofPlatform().name("leadership-yield").daemon().unstarted(this::run);

  private LeadershipYield(ConsensusNode consensus, DiskWatch disk) {
    this.consensus = consensus;
    this.disk = disk;
  }

  static LeadershipYield start(ConsensusNode consensus, DiskWatch disk) {
    LeadershipYield yielding = new LeadershipYield(consensus, disk);
    yielding.thread.start();
    return yielding;
  }

  private void run() {
    try {
      while (!stop.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
        boolean room = disk.obstacle().isEmpty();
        consensus.setWilling(room);
        if (!room) {
          consensus.yieldLeadership();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // Leadership stays where it is; writes are refused there, and the node leaves when it must.
      LOG.warn("leadership is not looked after any more", e);
    }
  }

  void stop() throws InterruptedException {
    stop.countDown();
    thread.interrupt();
    thread.join(INTERVAL);
  }
}
