package io.craton.vault.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.core.port.Waiting;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Few threads compute, those that wait or are stuck are made up for, and nothing is lost.
@Timeout(60)
class WorkersTest {
  private static final int PLACES = 2;
  private static final int MOST = 12;
  private static final int TASKS = 2_000;
  private static final int FAILING = 20;
  private static final long MOMENT_NANOS = 10_000;

  private final Workers workers = new Workers("test", new Workers.Size(PLACES, MOST, PLACES));
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void stop() throws Exception {
    end.countDown();
    workers.stop();
  }

  @Test
  void noMoreThreadsComputeThanThereArePlaces() throws Exception {
    AtomicInteger most = new AtomicInteger();
    CountDownLatch done = countComputing(most);
    done.await();
    assertThat(most.get()).isBetween(1, PLACES);
    assertThat(workers.getThreads()).isLessThanOrEqualTo(PLACES);
  }

  @Test
  void tasksAreBegunInTheOrderOfTheirArrival() throws Exception {
    Workers one = new Workers("one", new Workers.Size(1, MOST, 1));
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    List<Integer> expected = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(TASKS);
    for (int i = 0; i < TASKS; i++) {
      int number = i;
      expected.add(number);
      one.execute(() -> {
        order.add(number);
        done.countDown();
      });
    }
    done.await();
    one.stop();
    assertThat(order).isEqualTo(expected);
  }

  @Test
  void aThreadThatWaitsGivesItsPlaceToAnother() throws Exception {
    CountDownLatch allWait = new CountDownLatch(MOST);
    for (int i = 0; i < MOST; i++) {
      workers.execute(() -> {
        try (var _ = Waiting.begin()) {
          allWait.countDown();
          await(end);
        }
      });
    }
    assertThat(allWait.await(10, TimeUnit.SECONDS)).isTrue();
  }

  /// The places that were lent come back: afterwards no more threads compute than before.
  @Test
  void whoHasWaitedDoesNotMakeMorePlaces() throws Exception {
    CountDownLatch waited = new CountDownLatch(TASKS);
    AtomicInteger most = new AtomicInteger();
    for (int i = 0; i < TASKS; i++) {
      workers.execute(() -> {
        try (var _ = Waiting.begin()) {
          moment();
        }
        waited.countDown();
      });
    }
    waited.await();
    CountDownLatch done = countComputing(most);
    done.await();
    assertThat(most.get()).isLessThanOrEqualTo(PLACES);
  }

  /// As when calls hang in the HSM: nobody says so.
  @Test
  void threadsThatAreStuckAreMadeUpFor() throws Exception {
    workers.start();
    CountDownLatch stuck = new CountDownLatch(MOST - 1);
    for (int i = 0; i < MOST - 1; i++) {
      workers.execute(() -> {
        stuck.countDown();
        await(end);
      });
    }
    CountDownLatch served = new CountDownLatch(1);
    workers.execute(served::countDown);
    assertThat(served.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(stuck.getCount()).isZero();
    assertThat(workers.getThreads()).isLessThanOrEqualTo(MOST);
  }

  /// More come back at a time than there are places; looked at by hand, without the overseer.
  @Test
  void whoComesBackHasNoPlaceOfAnother() throws Exception {
    CountDownLatch free = new CountDownLatch(1);
    AtomicInteger most = new AtomicInteger();
    CountDownLatch stuck = new CountDownLatch(MOST);
    for (int i = 0; i < MOST; i++) {
      workers.execute(() -> {
        stuck.countDown();
        await(free);
      });
    }
    while (stuck.getCount() > 0) {
      boolean _ = workers.look(System.nanoTime() + 2 * Workers.PATIENCE.toNanos());
      moment();
    }
    CountDownLatch done = countComputing(most);
    free.countDown();
    done.await();
    assertThat(most.get()).isBetween(1, PLACES);
    assertThat(workers.placed()).isLessThanOrEqualTo(PLACES);
  }

  @Test
  void whoBeginsRequestAfterRequestIsNotStuck() throws Exception {
    Workers one = new Workers("one", new Workers.Size(1, MOST, 1));
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    one.execute(() -> {
      LockSupport.parkNanos(2 * Workers.PATIENCE.toNanos());
      Workers.beginsRequest();
      begun.countDown();
      await(free);
    });
    begun.await();
    boolean _ = one.look(System.nanoTime());
    assertThat(one.placed()).isEqualTo(1);
    boolean _ = one.look(System.nanoTime() + 2 * Workers.PATIENCE.toNanos());
    assertThat(one.placed()).isZero();
    free.countDown();
    one.stop();
  }

  /// A client that asks again and again on one connection is served in one task.
  @Test
  void whoBeginsRequestAfterRequestGivesItsPlaceToThoseThatWait() throws Exception {
    Workers one = new Workers("one", new Workers.Size(1, MOST, 1));
    CountDownLatch begun = new CountDownLatch(1);
    AtomicBoolean enough = new AtomicBoolean();
    one.execute(() -> {
      begun.countDown();
      while (!enough.get()) {
        Workers.beginsRequest();
        moment();
      }
    });
    begun.await();
    one.start();
    LockSupport.parkNanos(2 * Workers.TURN.toNanos());
    assertThat(one.placed()).isEqualTo(1);
    CountDownLatch served = new CountDownLatch(MOST);
    for (int i = 0; i < MOST; i++) {
      one.execute(served::countDown);
    }
    served.await();
    enough.set(true);
    one.stop();
  }

  @Test
  void aWaitWithinAWaitEndsWithTheOuterOne() throws Exception {
    CountDownLatch inner = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    AtomicInteger placedWithin = new AtomicInteger(-1);
    Workers one = new Workers("one", new Workers.Size(1, MOST, 1));
    one.start();
    one.execute(() -> {
      try (var _ = Waiting.begin()) {
        try (var _ = Waiting.begin()) {
          moment();
        }
        placedWithin.set(one.placed());
        inner.countDown();
        await(free);
      }
    });
    inner.await();
    CountDownLatch served = new CountDownLatch(1);
    one.execute(served::countDown);
    served.await();
    assertThat(placedWithin.get()).isZero();
    free.countDown();
    one.stop();
    assertThat(one.placed()).isZero();
  }

  @Test
  void aTaskThatFailsOrIsInterruptedCostsNoThread() throws Exception {
    CountDownLatch done = new CountDownLatch(FAILING);
    AtomicInteger interrupted = new AtomicInteger();
    for (int i = 0; i < FAILING; i++) {
      boolean fails = i % 2 == 0;
      workers.execute(() -> {
        if (Thread.currentThread().isInterrupted()) {
          interrupted.incrementAndGet();
        }
        Thread.currentThread().interrupt();
        done.countDown();
        if (fails) {
          throw new IllegalStateException("as asked for");
        }
      });
    }
    done.await();
    assertThat(interrupted.get()).isZero();
    assertThat(workers.getThreads()).isLessThanOrEqualTo(PLACES);
  }

  @Test
  void nothingIsTakenAfterTheEnd() throws Exception {
    workers.start();
    CountDownLatch done = new CountDownLatch(1);
    workers.execute(done::countDown);
    done.await();
    workers.stop();
    workers.join();
    assertThat(workers.getThreads()).isZero();
    assertThatThrownBy(() -> workers.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }

  /// Has many tasks done, and notes how many were at work at a time.
  private CountDownLatch countComputing(AtomicInteger most) {
    AtomicInteger computing = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(TASKS);
    for (int i = 0; i < TASKS; i++) {
      workers.execute(() -> {
        most.accumulateAndGet(computing.incrementAndGet(), Math::max);
        moment();
        computing.decrementAndGet();
        done.countDown();
      });
    }
    return done;
  }

  /// Lets others come in between.
  private static void moment() {
    LockSupport.parkNanos(MOMENT_NANOS);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
