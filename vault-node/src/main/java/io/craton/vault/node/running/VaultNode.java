package io.craton.vault.node.running;

import io.craton.vault.consensus.ConsensusStatus;
import io.craton.vault.consensus.ratis.ConsensusNode;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.port.Ledger;
import io.craton.vault.core.rotation.PolicyBounds;
import io.craton.vault.core.service.Authentication;
import io.craton.vault.core.service.CryptoService;
import io.craton.vault.core.service.ExportService;
import io.craton.vault.core.service.HsmPorts;
import io.craton.vault.core.service.ItemLister;
import io.craton.vault.core.service.ItemReader;
import io.craton.vault.core.service.ItemWriter;
import io.craton.vault.core.service.KeyRules;
import io.craton.vault.core.service.Replica;
import io.craton.vault.core.service.Sources;
import io.craton.vault.core.service.TokenService;
import io.craton.vault.core.service.TransformService;
import io.craton.vault.hsm.Hsm;
import io.craton.vault.hsm.software.ProcessKeys;
import io.craton.vault.http.VaultHttpServer;
import io.craton.vault.http.admin.AdminHttpServer;
import io.craton.vault.http.api.ApiServices;
import io.craton.vault.http.health.Health;
import io.craton.vault.http.server.HttpLimits;
import io.craton.vault.http.server.HttpSettings;
import io.craton.vault.http.server.RateLimiter;
import io.craton.vault.node.configuration.Configuration;
import io.craton.vault.node.configuration.Endpoint;
import io.craton.vault.node.disk.DiskSpace;
import io.craton.vault.node.disk.DiskWatch;
import io.craton.vault.node.disk.RoomWait;
import io.craton.vault.node.disk.RoomyLedger;
import io.craton.vault.node.exit.StartFailure;
import io.craton.vault.node.files.DataDirectory;
import io.craton.vault.node.files.RecoveryKey;
import io.craton.vault.node.job.LeaderJobs;
import io.craton.vault.node.job.SweepSettings;
import io.craton.vault.node.job.WakingLedger;
import io.craton.vault.node.metrics.MetricSources;
import io.craton.vault.node.metrics.TransportReadings;
import io.craton.vault.node.tls.Certificates;
import io.craton.vault.node.tls.TlsRole;
import io.craton.vault.node.tracing.Tracing;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All parts of a node, wired together. Each step of the start leaves behind how to undo it; the
/// stop undoes them in reverse: requests first, then jobs, then the log with its leadership, then
/// the HSM that all of them use.
final class VaultNode {
  private static final Logger LOG = LoggerFactory.getLogger(VaultNode.class);

  private static final int RECOVERY_KEY_BYTES = 32;

  /// Of the time to stop: how long requests being served may take, and jobs after them.
  private static final int DRAIN_SHARE = 3;

  private static final int JOBS_SHARE = 10;

  private final Configuration configuration;
  private final DiskSpace space;
  private final Ending ending;
  private final InstantSource ownClock = InstantSource.system();
  private final LongSupplier nanoTime = System::nanoTime;
  private final SecureRandom random = new SecureRandom();
  private final LateClock clock = new LateClock();
  private final Sources sources = new Sources(clock, this::randomBytes);

  /// Dates keys: the sweep leaves those alone that are older than the cluster.
  private final InstantSource keyClock = clock.after(ownClock);

  /// For what only tells when this machine did something: envelopes, certificates, the log.
  private final Sources own = new Sources(ownClock, this::randomBytes);

  private final LateReplica late = new LateReplica();
  private final Readiness readiness = new Readiness();
  private final MetricSources metrics = new MetricSources();
  private final Tracing tracing;
  private final UndoList undo = new UndoList();
  private final AtomicReference<Optional<SecretBytes>> recoveryKey =
      new AtomicReference<>(Optional.empty());

  private final Optional<RateLimiter> limiter;

  VaultNode(Configuration configuration, DiskSpace space, Ending ending) {
    this.configuration = configuration;
    this.space = space;
    this.ending = ending;
    this.tracing =
        Tracing.start(
            configuration.tracing().endpoint(),
            configuration.tracing().percent(),
            new Tracing.Identity(
                configuration.node().name(), configuration.cluster().id(), Version.text()));
    undo.add("tracing", tracing::close);
    this.limiter =
        configuration
            .http()
            .rateLimit()
            .map(limit -> new RateLimiter(limit.perSecond(), limit.burst(), nanoTime));
  }

  /// Starts everything, as soon as there is room on the disk, and the HSM that it had before. On
  /// failure the caller calls [#stop()], as after a success.
  ///
  /// @param atLeast how long it waits before it uses the disk, whatever room there is
  void start(Duration atLeast) throws StartFailure, InterruptedException {
    PortCheck.require(configuration);
    Credentials credentials = Credentials.load(configuration, ownClock);
    undo.add("credentials", credentials::close);
    NodeTls tls = new NodeTls(credentials.certificates());
    readiness.watching(credentials.certificates());
    startAdmin(credentials, tls);
    credentials.certificates().watch();
    StopSignals.onHangup(tls::reload);

    RoomWait room = new RoomWait(space, readiness::waitingForRoom);
    room.await(atLeast);
    DataDirectory data =
        DataDirectory.open(
            configuration.node().dataDirectory(),
            configuration.cluster().id(),
            configuration.node().name());
    undo.add("data directory", data::close);
    ConsensusStart.unpackAhead(data.consensus());
    DiskWatch disk = DiskWatch.start(space, room.awaitReserve(data.path()), ending::onDiskFull);
    undo.add("disk watch", disk::stop);
    SecretBytes key = RecoveryKey.renew(data.path(), sources.entropy().bytes(RECOVERY_KEY_BYTES));
    undo.add("recovery key", key::close);
    recoveryKey.set(Optional.of(key));
    readiness.opened(disk);

    Hsm hsm = open(credentials.pin(), data);
    undo.add("HSM", hsm::close);
    readiness.opened(hsm);

    startServing(hsm, data, tls, disk);
    readiness.serving();
    LOG.info("node {} serves", configuration.node().name());
  }

  /// Only a node that had its HSM before knows that an absent one is no mistake.
  private Hsm open(SecretBytes pin, DataDirectory data) throws StartFailure, InterruptedException {
    if (!data.startedBefore()) {
      return HsmStart.open(configuration, pin, keyClock, nanoTime);
    }
    HsmWait wait = new HsmWait(readiness::waitingForHsm, nanoTime);
    wait.begin();
    return HsmStart.await(configuration, pin, keyClock, nanoTime, wait);
  }

  /// Has load balancers take the node out, and serves on for `shutdown.drain`.
  void drain() throws InterruptedException {
    Duration time = configuration.node().drain();
    if (time.isPositive() && readiness.isServing()) {
      readiness.drain(true);
      LOG.info("draining for {} ms", time.toMillis());
      Thread.sleep(time);
    }
  }

  /// Undoes what was started. Bounded by [Ending].
  void stop() {
    readiness.stopping();
    undo.run();
  }

  private void startAdmin(Credentials credentials, NodeTls tls) throws StartFailure {
    NodeAdministration administration =
        new NodeAdministration(
            configuration,
            new NodeAdministration.LocalKeys(credentials.bootstrapKey(), recoveryKey),
            late,
            sources,
            readiness,
            metrics);
    metrics.identity(configuration.node().name(), configuration.cluster().id(), Version.text());
    metrics.readiness(() -> readiness.reasons().isEmpty());
    metrics.hsmAwaited(readiness::isWaitingForHsm);
    metrics.transport(this::transport);
    metrics.disk(space);
    Endpoint endpoint = configuration.admin().endpoint();
    HttpSettings settings =
        tls.listener(endpoint, TlsRole.ADMIN, configuration.admin().tls()).withLimits(limits());
    AdminHttpServer admin =
        PortCheck.listening(
            "admin.port",
            endpoint,
            () -> AdminHttpServer.start(settings, administration, late.ports(), sources, own, tls));
    metrics.listener(admin.metrics());
    undo.add("admin listener", admin::close);
    credentials.certificates().onChange(TlsRole.ADMIN, admin::reloadTls);
  }

  private void startServing(Hsm hsm, DataDirectory data, NodeTls tls, DiskWatch disk)
      throws StartFailure {
    LeadershipRelay relay = new LeadershipRelay(ending, data.consensus());
    ConsensusNode consensus =
        ConsensusStart.start(configuration, data.consensus(), tls.cluster(), relay);
    undo.add("consensus", consensus::close);
    clock.attach(consensus.clock());
    QuorumProbe probe = QuorumProbe.start(consensus.readBarrier(), nanoTime, relay::serving);
    undo.add("quorum probe", probe::stop);
    readiness.opened(consensus, probe);

    Withdrawal withdrawal = Withdrawal.start(consensus, disk, () -> readiness.drain(true));
    undo.add("withdrawal", withdrawal::stop);
    metrics.consensus(consensus);
    metrics.timers(consensus.stateReader(), consensus.clock());
    metrics.keks(consensus.stateReader(), readiness::reseal);

    Ledger roomy = new RoomyLedger(consensus.ledger(), disk);
    Replica own =
        new Replica(
            consensus.stateReader(),
            tracing.following(metrics.timing(consensus.readBarrier())),
            tracing.following(metrics.timing(roomy)));
    boolean softwareKeys = configuration.hsm().softwareKeys();
    LOG.info("software keys are {}", softwareKeys ? "allowed" : "refused");
    HsmPorts ports = tracing.following(hsm.ports(new ProcessKeys(softwareKeys)));
    LeaderJobs jobs =
        LeaderJobs.start(
            own,
            new LeaderJobs.HsmKeys(ports, hsm.keyDestroyer(), hsm.keyInventory()),
            new SweepSettings(
                configuration.node().sweep().interval(),
                configuration.node().sweep().removalLimit()),
            sources,
            nanoTime,
            ending::onFault);
    undo.add("jobs", () -> jobs.stop(share(JOBS_SHARE)));
    relay.attach(jobs);
    readiness.opened(jobs.rotations());
    readiness.installing(jobs.kek());
    readiness.sweeping(jobs.sweep());
    readiness.resealing(jobs.reseal());

    Ledger waking = new WakingLedger(own.ledger(), jobs);
    Replica replica = new Replica(own.state(), own.barrier(), waking);
    late.attach(replica);
    startApi(replica, ports, tls);
  }

  private void startApi(Replica replica, HsmPorts ports, NodeTls tls) throws StartFailure {
    ApiServices services =
        new ApiServices(
            new Authentication(replica, sources),
            new ItemReader(replica, ports, sources, configuration.node().readableStates()),
            new ItemWriter(
                replica, ports, sources, new PolicyBounds(configuration.node().shortestPeriod())),
            new ItemLister(replica, sources),
            new CryptoService(replica, ports, sources),
            new TokenService(replica, ports, sources),
            new TransformService(replica, ports, sources),
            new ExportService(replica, ports, sources),
            new KeyRules(replica, sources),
            sources);
    Endpoint endpoint = configuration.http().endpoint();
    HttpSettings settings =
        tls.listener(endpoint, TlsRole.API, configuration.http().tls()).withLimits(limits());
    VaultHttpServer api =
        PortCheck.listening(
            "http.port",
            endpoint,
            () ->
                VaultHttpServer.start(
                    settings, services, own, this::health, tracing.tracer(), limiter));
    metrics.listener(api.metrics());
    tls.held().onChange(TlsRole.API, api::reloadTls);
    undo.add("API listener", api::close);
    readiness.onDrain(api::endConnections);
    undo.add("requests", () -> api.drain(share(DRAIN_SHARE)));
  }

  private Health health() {
    Optional<ConsensusStatus> status = readiness.consensus().map(ConsensusNode::status);
    boolean leads = status.filter(now -> now.role() == ConsensusStatus.Role.LEADER).isPresent();
    return new Health(leads, Optional.empty(), readiness.reasons());
  }

  private TransportReadings transport() {
    return new TransportReadings(
        readiness.certificates().map(Certificates::states).orElse(List.of()),
        limiter.map(RateLimiter::refused));
  }

  private HttpLimits limits() {
    HttpLimits standard = HttpLimits.DEFAULT;
    return standard
        .withConcurrentRequests(configuration.http().maxConcurrentRequests())
        .withTimeouts(
            standard.idleTimeout(), standard.bodyTimeout(), configuration.http().requestTimeout());
  }

  private Duration share(int divisor) {
    return configuration.node().shutdownTimeout().dividedBy(divisor);
  }

  private byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
