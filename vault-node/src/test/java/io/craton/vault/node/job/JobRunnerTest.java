package io.craton.vault.node.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// When passes begin.
@Timeout(60)
class JobRunnerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int WRITES = 200;
  private static final int WAKES = 2_000;

  private final AtomicLong state = new AtomicLong();
  private final AtomicInteger passes = new AtomicInteger();
  private final BlockingQueue<Long> seen = new LinkedBlockingQueue<>();
  private final AtomicReference<Throwable> fault = new AtomicReference<>();
  private final JobRunner runner =
      new JobRunner(
          new LeaderJob() {
            @Override
            public String name() {
              return "test";
            }

            @Override
            public Duration run(Leadership leadership) {
              passes.incrementAndGet();
              seen.add(state.get());
              return Duration.ofHours(1);
            }
          },
          (what, cause) -> fault.set(cause));

  @AfterEach
  void stop() throws InterruptedException {
    runner.stop(PATIENCE);
    assertThat(fault.get()).isNull();
  }

  @Test
  void eachWriteIsSeenByAPassThatItWokeUp() throws Exception {
    runner.start();
    runner.lead(1);
    awaitPassThatSees(0);
    for (long write = 1; write <= WRITES; write++) {
      for (int i = 0; i < WAKES; i++) {
        state.set(write);
        runner.wake();
      }
      awaitPassThatSees(write);
    }
    assertThat(passes.get()).as("one pass serves many writes").isLessThan(3 * WRITES);
  }

  @Test
  void aFollowersWritesCostNoPassUntilItLeads() throws Exception {
    runner.start();
    runner.wake();
    runner.wake();
    assertThat(seen.poll(100, TimeUnit.MILLISECONDS)).isNull();
    state.set(7);
    runner.lead(3);
    // The first, and the one that was asked for before.
    awaitPassThatSees(7);
    awaitPassThatSees(7);
    runner.follow(3);
    state.set(8);
    runner.wake();
    assertThat(seen.poll(100, TimeUnit.MILLISECONDS)).isNull();
    runner.lead(4);
    awaitPassThatSees(8);
  }

  private void awaitPassThatSees(long write) throws InterruptedException {
    Long found;
    do {
      found = seen.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(found).as("a pass that sees write " + write).isNotNull();
    } while (found < write);
  }
}
