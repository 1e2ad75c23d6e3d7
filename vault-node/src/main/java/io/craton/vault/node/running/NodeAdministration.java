package io.craton.vault.node.running;

import io.craton.vault.consensus.ConsensusStatus;
import io.craton.vault.consensus.membership.PeerName;
import io.craton.vault.consensus.ratis.ConsensusNode;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.port.ClusterControl;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.PendingWork;
import io.craton.vault.core.service.PendingWork.Pending;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.core.service.Sources;
import io.craton.vault.core.service.TokenAdmin;
import io.craton.vault.core.service.TokenMint;
import io.craton.vault.http.admin.BackupSource;
import io.craton.vault.http.admin.HsmReport;
import io.craton.vault.http.admin.NodeAdmin;
import io.craton.vault.http.admin.NodeStatus;
import io.craton.vault.http.admin.StateDigest;
import io.craton.vault.node.configuration.Configuration;
import io.craton.vault.node.metrics.MetricSources;
import io.craton.vault.node.metrics.NodeMetrics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers the admin API, from the moment at which the process listens until it ends.
final class NodeAdministration implements NodeAdmin {
  private static final Logger LOG = LoggerFactory.getLogger(NodeAdministration.class);

  private final Configuration configuration;
  private final LocalKeys keys;
  private final LateReplica replica;
  private final TokenMint mint;
  private final TokenAdmin tokens;
  private final Readiness readiness;
  private final NodeBackups backups;
  private final InstantSource clock;
  private final MetricSources metrics;
  private final ClusterControl cluster;

  /// What proves that somebody may read the files of this node.
  ///
  /// @param bootstrap bootstrapping is refused when empty
  /// @param recovery empty until the node has its data directory
  record LocalKeys(
      Optional<SecretBytes> bootstrap, AtomicReference<Optional<SecretBytes>> recovery) {}

  NodeAdministration(
      Configuration configuration,
      LocalKeys keys,
      LateReplica replica,
      Sources sources,
      Readiness readiness,
      MetricSources metrics) {
    this.configuration = configuration;
    this.keys = keys;
    this.replica = replica;
    this.mint = new TokenMint(replica.ports(), sources);
    this.tokens = new TokenAdmin(replica.ports(), sources);
    this.readiness = readiness;
    this.clock = sources.clock();
    this.backups = new NodeBackups(configuration, readiness);
    this.metrics = metrics;
    this.cluster = new LateCluster(readiness);
  }

  @Override
  public NodeStatus status() {
    Optional<ConsensusStatus> consensus = readiness.consensus().map(ConsensusNode::status);
    return new NodeStatus(
        configuration.node().name(),
        configuration.cluster().id(),
        consensus.map(NodeAdministration::role).orElse("joining"),
        consensus.flatMap(ConsensusStatus::leader).map(NodeAdministration::nodeName),
        consensus
            .map(status ->
                new NodeStatus.LogPosition(
                    status.term(), status.appliedIndex(), status.commitIndex()))
            .orElse(new NodeStatus.LogPosition(0, -1, -1)),
        new NodeStatus.Readiness(readiness.reasons(), readiness.warnings()),
        readiness.hsm(),
        peers(consensus));
  }

  @Override
  public String metrics() {
    return NodeMetrics.text(
        readiness.openHsm(),
        readiness.consensus().flatMap(node -> node.clock().skew()),
        readiness.rotations(),
        pending(),
        readiness.sweep(),
        metrics);
  }

  private Optional<Pending> pending() {
    return replica
        .find()
        .map(ports -> ports.state().read(view -> PendingWork.of(view, clock.instant())));
  }

  @Override
  public Optional<RotationProblem> rotationProblem(ItemId item) {
    return readiness
        .rotations()
        .flatMap(rotations -> rotations.of(item))
        .map(failure -> new RotationProblem(failure.attempts(), failure.reason()));
  }

  @Override
  public Optional<HsmReport> hsmReport() {
    return readiness.openHsm().map(hsm -> HsmReports.of(hsm, configuration.hsm().sessions()));
  }

  @Override
  public StateDigest digest(Deadline deadline) throws Unavailable {
    var digest = consensus().digest();
    return new StateDigest(digest.applied().index(), digest.applied().term(), digest.sha256());
  }

  @Override
  public Optional<SecretBytes> bootstrapKey() {
    boolean done =
        replica.find().stream().anyMatch(ports -> ports.state().read(view -> view.bootstrapped()));
    return done
        ? Optional.empty()
        : keys.bootstrap().map(key -> SecretBytes.takeOver(key.toArray()));
  }

  @Override
  public SecretBytes bootstrap(Deadline deadline) throws RequestRefused, Unavailable {
    return mint.bootstrap(deadline);
  }

  @Override
  public Optional<SecretBytes> recoveryKey() {
    return keys.recovery().get().map(key -> SecretBytes.takeOver(key.toArray()));
  }

  /// The log of the node says so on its own, because nobody who has a token did it.
  @Override
  public TokenAdmin.Minted recover(Deadline deadline) throws RequestRefused, Unavailable {
    TokenAdmin.Minted minted = tokens.recover(deadline);
    LOG.warn(
        "token {} with every permission was minted by recovery, with the key of this node's data"
            + " directory",
        minted.token().id());
    return minted;
  }

  @Override
  public BackupSource backups() {
    return backups;
  }

  @Override
  public void drain(boolean draining) {
    LOG.info("draining {} by an administrator", draining ? "begins" : "ends");
    readiness.drain(draining);
  }

  @Override
  public KeyRef makeKek(Deadline deadline) throws Unavailable {
    return readiness
        .openHsm()
        .orElseThrow(NodeAdministration::starting)
        .keyGenerator()
        .generateKek(deadline);
  }

  @Override
  public ClusterControl cluster() {
    return cluster;
  }

  private ConsensusNode consensus() throws Unavailable {
    return readiness.consensus().orElseThrow(NodeAdministration::starting);
  }

  private static Unavailable starting() {
    return new Unavailable(
        Unavailable.Reason.NOT_READY, "this node is starting", Duration.ofSeconds(1));
  }

  private List<NodeStatus.Peer> peers(Optional<ConsensusStatus> consensus) {
    List<String> voters =
        consensus.map(ConsensusStatus::peers).orElse(List.of()).stream()
            .map(NodeAdministration::nodeName)
            .toList();
    return readiness.consensus().map(ConsensusNode::members).orElse(List.of()).stream()
        .filter(member -> !member.name().value().equals(configuration.node().name()))
        .map(member ->
            new NodeStatus.Peer(
                member.name().value(),
                member.raft().toString(),
                voters.contains(member.name().value()) ? "voter" : "not a member"))
        .toList();
  }

  private static String role(ConsensusStatus status) {
    return status.role().name().toLowerCase(Locale.ROOT);
  }

  private static String nodeName(String peerId) {
    return PeerName.parse(peerId).map(peer -> peer.node().value()).orElse(peerId);
  }
}
