package io.craton.vault.node.running;

import io.craton.vault.node.configuration.Configuration;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import io.craton.vault.node.logging.LogSetup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The life of the process that a node is.
public final class NodeProcess {
  private static final Logger LOG = LoggerFactory.getLogger(NodeProcess.class);

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
    Ending ending = new Ending(configuration.node().shutdownTimeout(), Thread.currentThread());
    StopSignals.install(ending::onSignal);
    VaultNode node = new VaultNode(configuration, ending);
    Ending.Verdict verdict = runUntilAsked(node, ending);
    // An interrupt that ended the start must not end the stop too.
    var _ = Thread.interrupted();
    node.stop();
    if (verdict.failure().isPresent()) {
      throw verdict.failure().get();
    }
    return verdict.code();
  }

  /// The first verdict holds: a start that fails because a signal interrupted it is no failure.
  private static Ending.Verdict runUntilAsked(VaultNode node, Ending ending) {
    try {
      node.start();
      return ending.awaitAsked();
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
