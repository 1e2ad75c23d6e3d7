package io.craton.vault.node.running;

import io.craton.vault.consensus.ConsensusStatus;
import io.craton.vault.consensus.membership.PeerName;
import io.craton.vault.consensus.ratis.ConsensusNode;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.PendingWork;
import io.craton.vault.core.service.PendingWork.Pending;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.core.service.Sources;
import io.craton.vault.core.service.TokenAdmin;
import io.craton.vault.core.service.TokenMint;
import io.craton.vault.http.admin.HsmReport;
import io.craton.vault.http.admin.NodeAdmin;
import io.craton.vault.http.admin.NodeStatus;
import io.craton.vault.http.admin.StateDigest;
import io.craton.vault.node.configuration.Configuration;
import io.craton.vault.node.metrics.NodeMetrics;
import io.craton.vault.node.metrics.TransportReadings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers the admin API, from the moment at which the process listens until it ends.
final class NodeAdministration implements NodeAdmin {
  private static final Logger LOG = LoggerFactory.getLogger(NodeAdministration.class);
  private static final String UNKNOWN = "unknown";

  private final Configuration configuration;
  private final LocalKeys keys;
  private final LateReplica replica;
  private final TokenMint mint;
  private final TokenAdmin tokens;
  private final Readiness readiness;
  private final InstantSource clock;
  private final Supplier<TransportReadings> transport;

  /// What proves that somebody may read the files of this node.
  ///
  /// @param bootstrap bootstrapping is refused when empty
  record LocalKeys(Optional<SecretBytes> bootstrap, SecretBytes recovery) {}

  NodeAdministration(
      Configuration configuration,
      LocalKeys keys,
      LateReplica replica,
      Sources sources,
      Readiness readiness,
      Supplier<TransportReadings> transport) {
    this.configuration = configuration;
    this.keys = keys;
    this.replica = replica;
    this.mint = new TokenMint(replica.ports(), sources);
    this.tokens = new TokenAdmin(replica.ports(), sources);
    this.readiness = readiness;
    this.clock = sources.clock();
    this.transport = transport;
  }

  @Override
  public NodeStatus status() {
    List<String> reasons = readiness.reasons();
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
        new NodeStatus.Readiness(reasons.isEmpty(), reasons, readiness.warnings()),
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
        transport.get());
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
    return Optional.of(SecretBytes.takeOver(keys.recovery().toArray()));
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
  public void transferLeadership(Deadline deadline) throws Unavailable {
    consensus().transferLeadership();
  }

  private ConsensusNode consensus() throws Unavailable {
    return readiness
        .consensus()
        .orElseThrow(() ->
            new Unavailable(
                Unavailable.Reason.NOT_READY, "this node is starting", Duration.ofSeconds(1)));
  }

  private List<NodeStatus.Peer> peers(Optional<ConsensusStatus> consensus) {
    List<String> voters =
        consensus.map(ConsensusStatus::peers).orElse(List.of()).stream()
            .map(NodeAdministration::nodeName)
            .toList();
    return configuration.cluster().members().stream()
        .filter(member -> !member.name().equals(configuration.node().name()))
        .map(member ->
            new NodeStatus.Peer(
                member.name(),
                member.raft().toString(),
                consensus.isEmpty()
                    ? UNKNOWN
                    : voters.contains(member.name()) ? "voter" : "not a member"))
        .toList();
  }

  private static String role(ConsensusStatus status) {
    return status.role().name().toLowerCase(Locale.ROOT);
  }

  private static String nodeName(String peerId) {
    return PeerName.parse(peerId).map(peer -> peer.node().value()).orElse(peerId);
  }
}
