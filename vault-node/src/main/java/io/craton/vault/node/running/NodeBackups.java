package io.craton.vault.node.running;

import io.craton.vault.consensus.ConsensusStatus;
import io.craton.vault.consensus.backup.Backup;
import io.craton.vault.consensus.backup.Manifest;
import io.craton.vault.consensus.ratis.ConsensusNode;
import io.craton.vault.consensus.rocks.StateCopy;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.hsm.Hsm;
import io.craton.vault.http.admin.BackupSource;
import io.craton.vault.node.backup.ManifestSeal;
import io.craton.vault.node.configuration.Configuration;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Backups of this node's state, while it serves. Thread-safe.
final class NodeBackups implements BackupSource {
  private static final Logger LOG = LoggerFactory.getLogger(NodeBackups.class);
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final Configuration configuration;
  private final Readiness readiness;
  private final InstantSource ownClock = InstantSource.system();
  private final AtomicBoolean busy = new AtomicBoolean();

  NodeBackups(Configuration configuration, Readiness readiness) {
    this.configuration = configuration;
    this.readiness = readiness;
  }

  @Override
  public BackupSource.Begun begin(Deadline deadline) throws Unavailable {
    ConsensusNode consensus = readiness.consensus().orElseThrow(NodeBackups::starting);
    Hsm hsm = readiness.openHsm().orElseThrow(NodeBackups::starting);
    if (!busy.compareAndSet(false, true)) {
      throw new Unavailable(
          Unavailable.Reason.OVERLOADED, "this node makes a backup already", RETRY);
    }
    boolean begun = false;
    try {
      consensus.readBarrier().await(deadline);
      BackupSource.Begun backup =
          new Running(copy(consensus), new ManifestSeal(hsm.sealer()), consensus.status());
      begun = true;
      return backup;
    } finally {
      if (!begun) {
        busy.set(false);
      }
    }
  }

  private static StateCopy copy(ConsensusNode consensus) throws Unavailable {
    Optional<StateCopy> copy;
    try {
      copy = consensus.copyState();
    } catch (IOException e) {
      LOG.warn("no backup: the state cannot be copied", e);
      throw new Unavailable(
          Unavailable.Reason.NOT_READY, "the state of this node cannot be copied", RETRY, e);
    }
    return copy.orElseThrow(() ->
        new Unavailable(
            Unavailable.Reason.OVERLOADED, "destroyed material is still being read", RETRY));
  }

  private static Unavailable starting() {
    return new Unavailable(Unavailable.Reason.NOT_READY, "this node is starting", RETRY);
  }

  private final class Running implements BackupSource.Begun {
    private final StateCopy copy;
    private final ManifestSeal seal;
    private final ConsensusStatus status;

    Running(StateCopy copy, ManifestSeal seal, ConsensusStatus status) {
      this.copy = copy;
      this.seal = seal;
      this.status = status;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      long begun = System.nanoTime();
      try {
        Manifest manifest = Backup.write(copy, source(), seal, out);
        LOG.info(
            "backup at index {} of term {}: {} files, {} bytes, {} ms",
            manifest.applied().index(),
            manifest.applied().term(),
            manifest.entries().size(),
            manifest.bytes(),
            Duration.ofNanos(System.nanoTime() - begun).toMillis());
      } catch (Unavailable e) {
        LOG.warn("backup begun after index {} failed: {}", status.appliedIndex(), e.getMessage());
        throw new IOException(e.getMessage(), e);
      } catch (IOException e) {
        LOG.warn("backup begun after index {} broke off: {}", status.appliedIndex(), e.toString());
        throw e;
      }
    }

    private Manifest.Source source() {
      return new Manifest.Source(
          configuration.cluster().id(),
          configuration.node().name(),
          ownClock.instant().truncatedTo(ChronoUnit.SECONDS),
          Version.text());
    }

    @Override
    public void close() {
      try {
        copy.close();
      } catch (IOException e) {
        // The next copy, and the next start, remove it.
        LOG.warn("files of a backup are left", e);
      } finally {
        busy.set(false);
      }
    }
  }
}
