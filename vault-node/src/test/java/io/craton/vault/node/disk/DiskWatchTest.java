package io.craton.vault.node.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Ledger;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.node.configuration.Configuration;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The room on a disk of which a test says how full it is, look by look.
class DiskWatchTest {
  private static final long MB = 1 << 20;
  private static final Configuration.Disk BOUNDS = new Configuration.Disk(80 * MB, 20 * MB, 2 * MB);

  @TempDir Path directory;

  private final AtomicLong free = new AtomicLong(100 * MB);
  private final List<String> full = new ArrayList<>();
  private final DiskSpace space =
      new DiskSpace(() -> new DiskSpace.Sizes(free.get(), 200 * MB), BOUNDS);
  private Reserve reserve;
  private DiskWatch watch;

  @BeforeEach
  void watch() {
    reserve = new Reserve(directory, BOUNDS.reserve());
    assertThat(reserve.take()).isTrue();
    watch = new DiskWatch(space, reserve, full::add);
  }

  private void look(long megabytes) {
    free.set(megabytes * MB);
    watch.look();
  }

  @Test
  void writesStopBelowTheFirstBoundAndGoOnWithSomeMarginAboveIt() {
    assertThat(watch.obstacle()).isEmpty();
    look(80);
    assertThat(watch.obstacle()).isEmpty();
    look(79);
    assertThat(watch.obstacle()).contains("disk: 79 MB free, needs 90 MB");
    look(89);
    assertThat(watch.obstacle()).isPresent();
    look(90);
    assertThat(watch.obstacle()).isEmpty();
    assertThat(full).isEmpty();
  }

  @Test
  void belowTheSecondBoundTheReserveIsGivenBackAndTheNodeLeavesOnce() {
    assertThat(directory.resolve("reserve")).hasSize(BOUNDS.reserve());
    look(19);
    assertThat(directory.resolve("reserve")).doesNotExist();
    assertThat(full).containsExactly("disk: 19 MB free, needs 50 MB");
    assertThat(watch.obstacle()).isPresent();
    assertThat(space.isFull()).isTrue();
    look(18);
    assertThat(full).hasSize(1);
  }

  @Test
  void aDiskThatIsFullAtOnceIsNoticed() {
    look(0);
    assertThat(full).hasSize(1);
    DiskWatch late = new DiskWatch(space, reserve, full::add);
    assertThat(full).as("also by who begins to look then").hasSize(2);
    assertThat(late.obstacle()).isPresent();
  }

  @Test
  void theLogTakesNothingWithoutRoom() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Ledger log =
        new Ledger() {
          @Override
          public Outcome propose(Proposal proposal, Deadline deadline) {
            throw new IllegalStateException("the log was touched");
          }

          @Override
          public void admit() {
            asked.incrementAndGet();
          }
        };
    Ledger roomy = new RoomyLedger(log, watch);
    roomy.admit();
    assertThat(asked).hasValue(1);
    look(70);
    assertThatThrownBy(roomy::admit)
        .isInstanceOfSatisfying(
            Unavailable.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Unavailable.Reason.DISK_LOW);
              assertThat(e.retryAfter()).isPositive();
              assertThat(e).hasMessage("disk: 70 MB free, needs 90 MB");
            });
    assertThat(asked).hasValue(1);
  }

  @Test
  void aStartWaitsForRoomAndForAWriteThatSucceeds() throws Exception {
    List<String> told = new ArrayList<>();
    free.set(49 * MB);
    RoomWait wait =
        new RoomWait(
            space,
            why -> {
              told.add(why);
              free.set(50 * MB);
            });
    wait.await(Duration.ZERO);
    assertThat(told).containsExactly("disk: 49 MB free, needs 50 MB");

    Path missing = directory.resolve("later");
    RoomWait second =
        new RoomWait(
            space,
            why -> {
              told.add(why);
              try {
                Files.createDirectories(missing);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    Reserve taken = second.awaitReserve(missing);
    assertThat(told).hasSize(2).last().asString().contains("no write succeeds");
    assertThat(missing.resolve("reserve")).hasSize(BOUNDS.reserve());
    taken.release();
    assertThat(missing.resolve("reserve")).doesNotExist();
  }

  @Test
  void whoIsAskedToStopDoesNotWaitForRoom() {
    free.set(0);
    RoomWait wait = new RoomWait(space, why -> Thread.currentThread().interrupt());
    assertThatThrownBy(() -> wait.await(Duration.ZERO)).isInstanceOf(InterruptedException.class);
  }

  @Test
  void aVolumeThatCannotBeAskedIsNoReasonToStop() {
    DiskSpace blind =
        new DiskSpace(
            () -> {
              throw new IOException("stale handle");
            },
            BOUNDS);
    assertThat(blind.isFull()).isFalse();
    assertThat(blind.sizes()).isEmpty();
  }

  @Test
  void failuresOfAFullDiskAreToldByWhatTheSystemSaid() {
    Exception plain = new FileSystemException("/x", null, "No space left on device");
    assertThat(FullDisk.isBehind(new IllegalStateException("cannot write", plain))).isTrue();
    assertThat(FullDisk.isBehind(new IOException("Disk quota exceeded"))).isTrue();
    assertThat(FullDisk.isBehind(new IOException("Input/output error"))).isFalse();
    assertThat(FullDisk.isBehind(new IOException())).isFalse();
  }
}
