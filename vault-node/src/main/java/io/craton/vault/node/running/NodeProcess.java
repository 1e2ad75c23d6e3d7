package io.craton.vault.node.running;

import io.craton.vault.node.configuration.Configuration;
import io.craton.vault.node.disk.DiskSpace;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import io.craton.vault.node.logging.LogSetup;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The life of the process that a node is. It outlives the node when there is no room on the disk:
/// then the node is stopped, waits for room, and is started again.
public final class NodeProcess {
  private static final Logger LOG = LoggerFactory.getLogger(NodeProcess.class);

  /// A node that ran for so long is not in a circle of starts and stops.
  private static final Duration STEADY = Duration.ofMinutes(1);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private NodeProcess() {}

  /// Runs a node until a signal or a fault ends it, and returns what the process is to end with.
  /// Once the end has begun, the process is halted if it does not come within the configured time.
  ///
  /// @throws StartFailure when the node did not come up; it has been stopped again
  public static ExitCode run(Configuration configuration) throws StartFailure {
    LogSetup.apply(configuration.node().log());
    LOG.info(
        "craton {} on Java {}, {} {}: node {} of cluster {}, {} members",
        Version.text(),
        Runtime.version(),
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        configuration.node().name(),
        configuration.cluster().id(),
        configuration.cluster().members().size());
    Signals signals = new Signals();
    StopSignals.install(signals::onSignal);
    DiskSpace space = DiskSpace.of(configuration.node().dataDirectory(), configuration.disk());
    Duration pause = Duration.ZERO;
    while (true) {
      long begun = System.nanoTime();
      Ending ending = ending(configuration, space);
      signals.attach(ending);
      Optional<ExitCode> end = life(new VaultNode(configuration, space, ending), ending, pause);
      if (end.isPresent()) {
        return end.get();
      }
      pause = nextPause(pause, Duration.ofNanos(System.nanoTime() - begun));
    }
  }

  private static Ending ending(Configuration configuration, DiskSpace space) {
    Duration patience = configuration.node().shutdownTimeout().plus(configuration.node().drain());
    return new Ending(patience, Thread.currentThread(), space::isFull);
  }

  /// A node whose disk is full soon after its start, whatever room there seemed to be, does not
  /// start all the time.
  private static Duration nextPause(Duration last, Duration lasted) {
    if (lasted.compareTo(STEADY) > 0) {
      return Duration.ZERO;
    }
    Duration doubled = last.isZero() ? FIRST_PAUSE : last.multipliedBy(2);
    return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
  }

  /// One start and stop.
  ///
  /// @return what the process is to end with; empty when the node is to be started again, because
  ///   there was no room on its disk
  private static Optional<ExitCode> life(VaultNode node, Ending ending, Duration pause)
      throws StartFailure {
    Ending.Verdict verdict = runUntilAsked(node, ending, pause);
    // An interrupt that ended the start must not end the stop too.
    var _ = Thread.interrupted();
    node.stop();
    ending.ended();
    if (verdict.failure().isPresent()) {
      throw verdict.failure().get();
    }
    if (verdict.code() != ExitCode.DISK_FULL) {
      return Optional.of(verdict.code());
    }
    return ending.signalled() ? Optional.of(ExitCode.OK) : Optional.empty();
  }

  /// The first verdict holds: a start that fails because a signal interrupted it is no failure.
  private static Ending.Verdict runUntilAsked(VaultNode node, Ending ending, Duration pause) {
    try {
      node.start(pause);
      Ending.Verdict verdict = ending.awaitAsked();
      if (verdict.code() == ExitCode.OK) {
        node.drain();
      }
      return verdict;
    } catch (StartFailure e) {
      ending.onStartFailure(e);
    } catch (InterruptedException e) {
      LOG.info("the start was interrupted");
    } catch (RuntimeException | Error e) {
      // The top of the main thread.
      ending.onFault("the start failed", e);
    }
    return ending.verdict().orElseThrow();
  }
}
