package io.craton.vault.node.running;

import io.craton.vault.consensus.ClusterId;
import io.craton.vault.consensus.ConsensusCallbacks;
import io.craton.vault.consensus.ConsensusConfig;
import io.craton.vault.consensus.HostPort;
import io.craton.vault.consensus.Network;
import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.TlsIdentity;
import io.craton.vault.consensus.Tuning;
import io.craton.vault.consensus.membership.RemovedNodeException;
import io.craton.vault.consensus.ratis.ConsensusNode;
import io.craton.vault.consensus.rocks.RocksMemory;
import io.craton.vault.node.configuration.Configuration;
import io.craton.vault.node.configuration.Endpoint;
import io.craton.vault.node.configuration.Member;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts consensus, and says what to do when it does not start.
final class ConsensusStart {
  /// Where the library lies in the directory of the consensus.
  private static final String NATIVE = "native";

  private static final Logger LOG = LoggerFactory.getLogger(ConsensusStart.class);

  private ConsensusStart() {}

  /// Unpacks RocksDB's library on a thread of its own, while the start has other things to wait
  /// for. Only over the copy of an earlier start: what a first one makes, it makes in its order.
  /// Whatever goes wrong goes wrong again in [#start], which says so.
  static void unpackAhead(Path directory) {
    Path earlier = directory.resolve(NATIVE);
    if (Files.isDirectory(earlier)) {
      Thread.ofPlatform()
          .name("unpack")
          .daemon()
          .start(() -> {
            try {
              RocksMemory.unpackLibrary(earlier);
            } catch (IOException | RuntimeException | LinkageError e) {
              LOG.debug("RocksDB's library was not unpacked ahead", e);
            }
          });
    }
  }

  static ConsensusNode start(
      Configuration configuration,
      Path directory,
      Optional<Supplier<TlsIdentity>> tls,
      ConsensusCallbacks callbacks)
      throws StartFailure {
    try {
      return ConsensusNode.start(config(configuration, directory, tls), callbacks);
    } catch (IOException e) {
      throw failure(directory, e);
    }
  }

  private static ConsensusConfig config(
      Configuration configuration, Path directory, Optional<Supplier<TlsIdentity>> tls) {
    Configuration.Raft raft = configuration.raft();
    Configuration.Cluster cluster = configuration.cluster();
    String self = configuration.node().name();
    return new ConsensusConfig(
        ClusterId.ofName(cluster.id()),
        new NodeName(self),
        cluster.members().stream().map(ConsensusStart::member).toList(),
        directory,
        new Network(cluster.member(self).raft().host(), tls, false),
        new Tuning(
            raft.electionMin(),
            raft.electionMax(),
            raft.snapshotEntries(),
            raft.snapshotInterval(),
            Tuning.DEFAULT.keptEntries(),
            configuration.node().drain()));
  }

  private static io.craton.vault.consensus.Member member(Member member) {
    return new io.craton.vault.consensus.Member(
        new NodeName(member.name()), address(member.raft()), address(member.peer()));
  }

  private static HostPort address(Endpoint endpoint) {
    return new HostPort(endpoint.host(), endpoint.port());
  }

  /// What to do about a node that the cluster has taken out.
  static StartFailure removed(String reason) {
    return new StartFailure(ExitCode.REMOVED, "node.data-dir: " + reason);
  }

  /// What to do about damage or an address that cannot be had.
  static StartFailure failure(Path directory, IOException cause) {
    if (cause instanceof RemovedNodeException) {
      return removed(String.valueOf(cause.getMessage()));
    }
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof BindException) {
        return new StartFailure(
            ExitCode.PORT_IN_USE,
            "cluster.members: " + cause.getMessage() + "; stop the other process",
            cause);
      }
    }
    return new StartFailure(
        ExitCode.DATA_CORRUPT,
        "node.data-dir: "
            + cause.getMessage()
            + "; restore "
            + directory
            + " from a backup, or empty it and let this node join again",
        cause);
  }
}
