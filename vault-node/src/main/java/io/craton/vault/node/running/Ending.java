package io.craton.vault.node.running;

import io.craton.vault.node.disk.FullDisk;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The end of the process: who asks for it first decides the exit code, and from then on a clock
/// runs. When it has run out, or a second signal comes, the process is halted as it stands: the log
/// and the state are made for that. Thread-safe.
final class Ending {
  private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

  private final Duration patience;
  private final BooleanSupplier diskFull;
  private final Thread main;
  private final CountDownLatch asked = new CountDownLatch(1);
  private final AtomicReference<Optional<Verdict>> verdict =
      new AtomicReference<>(Optional.empty());
  private final AtomicInteger signals = new AtomicInteger();
  private final Thread halt =
      Thread.ofPlatform().name("halt").daemon().unstarted(this::haltWhenLate);
  private volatile boolean awaited;

  /// @param patience for the stop, draining included
  /// @param main is interrupted when the end comes before [#awaitAsked]
  /// @param diskFull whether there is no room on the disk now, which then is behind every fault
  Ending(Duration patience, Thread main, BooleanSupplier diskFull) {
    this.patience = patience;
    this.main = main;
    this.diskFull = diskFull;
  }

  /// How the process is to end.
  ///
  /// @param failure what the operator can mend
  record Verdict(ExitCode code, Optional<StartFailure> failure) {}

  /// SIGTERM or SIGINT.
  void onSignal(String name) {
    if (signals.incrementAndGet() > 1) {
      LOG.warn("second signal {}: halting", name);
      Runtime.getRuntime().halt(ExitCode.HALTED.code());
    }
    ask(new Verdict(ExitCode.OK, Optional.empty()), "signal " + name);
  }

  /// Something after which the node must not go on.
  void onFault(String reason, Throwable cause) {
    if (FullDisk.isBehind(cause) || diskFull.getAsBoolean()) {
      LOG.error("the disk is full: {}", reason, cause);
      onDiskFull("disk: no room left");
      return;
    }
    LOG.error("fault: {}", reason, cause);
    ask(new Verdict(ExitCode.FAULT, Optional.empty()), "fault");
  }

  /// There is no room on the disk: the node stops, and starts again when there is.
  void onDiskFull(String why) {
    ask(new Verdict(ExitCode.DISK_FULL, Optional.empty()), why);
  }

  /// The cluster has taken this node out.
  void onRemoved(StartFailure removal) {
    LOG.warn("removed: {}", removal.getMessage());
    ask(new Verdict(removal.code(), Optional.of(removal)), "this node was removed");
  }

  /// The node cannot start, for a reason that its operator can remove.
  void onStartFailure(StartFailure failure) {
    if (FullDisk.isBehind(failure)) {
      onDiskFull(String.valueOf(failure.getMessage()));
      return;
    }
    ask(new Verdict(failure.code(), Optional.of(failure)), "the start failed");
  }

  /// Waits until somebody asks for the end.
  Verdict awaitAsked() throws InterruptedException {
    awaited = true;
    asked.await();
    return verdict.get().orElseThrow();
  }

  /// How the process is to end, once somebody has asked.
  Optional<Verdict> verdict() {
    return verdict.get();
  }

  /// Whether a signal came, for whatever reason the end had begun.
  boolean signalled() {
    return signals.get() > 0;
  }

  /// The stop is over: nothing is halted any more.
  void ended() {
    halt.interrupt();
  }

  private void ask(Verdict wanted, String reason) {
    if (verdict
        .getAndUpdate(first -> first.isPresent() ? first : Optional.of(wanted))
        .isPresent()) {
      return;
    }
    LOG.info("stopping: {}", reason);
    halt.start();
    asked.countDown();
    if (!awaited && Thread.currentThread() != main) {
      main.interrupt();
    }
  }

  private void haltWhenLate() {
    try {
      Thread.sleep(patience);
      LOG.error("not stopped after {} ms: halting", patience.toMillis());
      ExitCode code = verdict.get().map(Verdict::code).orElse(ExitCode.HALTED);
      Runtime.getRuntime().halt((code == ExitCode.OK ? ExitCode.HALTED : code).code());
    } catch (InterruptedException e) {
      // The stop came to its end.
      Thread.currentThread().interrupt();
    }
  }
}
