package io.craton.vault.node.job;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Command.Draft;
import io.craton.vault.core.command.Command.Retirement;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.command.RequestTag;
import io.craton.vault.core.decision.ItemSummary;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.id.IdempotencyKey;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.ProposalId;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.Labels;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Ledger;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.rotation.Frequency;
import io.craton.vault.core.rotation.RetiredState;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.service.Authentication;
import io.craton.vault.core.service.Call;
import io.craton.vault.core.service.ItemDetails;
import io.craton.vault.core.service.ItemReader;
import io.craton.vault.core.service.ItemWriter;
import io.craton.vault.core.service.ItemWriter.NewValue;
import io.craton.vault.core.service.ItemWriter.Succession;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.core.service.Resealing;
import io.craton.vault.core.service.ScheduledRotation;
import io.craton.vault.core.service.Sources;
import io.craton.vault.core.service.VersionSelector;
import io.craton.vault.core.testing.FakeHsm;
import io.craton.vault.core.testing.InMemoryVault;
import io.craton.vault.core.time.VaultDuration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/// A vault, an HSM and the jobs of its leader, driven by hand under a clock that a test sets.
final class JobBench {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final ItemKind KEY =
      new ItemKind.Key(Algorithm.ENCRYPT_AES_GCM_256, false, Optional.empty());
  static final ItemKind TOKEN = new ItemKind.Token(Optional.empty());
  static final ItemKind CLIENT = new ItemKind.ClientSecret(false, "client", Optional.empty());
  static final String SECRET_ID = "pcs_first";
  static final String VALUE = "pts_abcdefghijklmnopqrstuvwxyz234567";

  final FakeHsm hsm = new FakeHsm();
  final InMemoryVault vault = new InMemoryVault();
  final RotationFailures failures = new RotationFailures();
  private final Random random;
  private final Sources sources;
  private final SystemProposer proposer;
  private final ItemWriter writer;
  private final Authentication authentication;
  private final String root;
  private Instant now = START;
  private long nanos;
  private Duration skew = Duration.ZERO;

  JobBench(long seed) {
    this(seed, vault -> vault);
  }

  /// @param faulty what stands between the jobs and the log
  JobBench(long seed, Function<InMemoryVault, Ledger> faulty) {
    random = new Random(seed);
    sources = new Sources(this::clock, this::bytes);
    proposer = new SystemProposer(faulty.apply(vault), sources, () -> nanos);
    writer = new ItemWriter(vault.replica(), hsm.ports(), sources);
    authentication = new Authentication(vault.replica(), sources);
    try {
      propose(new Command.InstallKek(new KekVersion(1), hsm.generateKek(deadline())));
      root = vault.mintRoot(sources);
    } catch (RequestRefused | Unavailable e) {
      throw new AssertionError(e);
    }
  }

  RotationJob rotationJob() {
    return new RotationJob(
        vault,
        new ScheduledRotation(vault.replica(), hsm.ports(), sources, () -> nanos),
        proposer,
        failures,
        this::clock,
        () -> nanos);
  }

  TimerJob timerJob() {
    return new TimerJob(vault, this::clock, proposer);
  }

  OutboxWorker outboxWorker() {
    return new OutboxWorker(vault, keys(), proposer);
  }

  ResealJob resealJob(ResealStatus status) {
    return new ResealJob(
        vault, new Resealing(hsm.ports()), proposer, status, () -> nanos, nanosToRest -> {});
  }

  SweepJob sweepJob(Duration interval) {
    return new SweepJob(
        vault.replica(),
        keys(),
        proposer,
        new SweepSettings(interval, Integer.MAX_VALUE),
        new SweepJob.Timing(() -> nanos, this::clock, nanosToRest -> {}),
        new SweepStatus());
  }

  private LeaderJobs.HsmKeys keys() {
    return new LeaderJobs.HsmKeys(hsm.ports(), hsm, hsm);
  }

  /// How far the leader's clock is ahead of the true time from now on.
  void skew(Duration newSkew) {
    skew = newSkew;
  }

  private Instant clock() {
    return now.plus(skew);
  }

  static Leadership leading(long term) {
    return new Leadership(term, () -> true);
  }

  Instant now() {
    return now;
  }

  void advance(Duration step) {
    now = now.plus(step);
    nanos += step.toNanos();
  }

  void advanceTo(Instant time) {
    if (time.isAfter(now)) {
      advance(Duration.between(now, time));
    }
  }

  /// Runs the job until it rests for want of something due, at most `most` passes; time goes on
  /// while it rests.
  int runUntilIdle(LeaderJob job, Leadership leadership, int most) throws Unavailable {
    int passes = 0;
    while (passes < most && isDue()) {
      passes++;
      advance(job.run(leadership));
    }
    return passes;
  }

  private boolean isDue() {
    return vault.read(view -> !view.rotations(now, Optional.empty(), 1).isEmpty());
  }

  ItemId create(ItemKind kind, RotationSettings rotation) {
    return create(kind, "/", rotation);
  }

  ItemId create(ItemKind kind, String folder, RotationSettings rotation) {
    Draft draft =
        new Draft(
            kind,
            FolderPath.parse(folder).orElseThrow(),
            Optional.empty(),
            Labels.NONE,
            Optional.empty(),
            rotation);
    try (SecretBytes value = SecretBytes.utf8(VALUE)) {
      ItemSummary made =
          kind instanceof ItemKind.Key
              ? writer.generateKey(call(), draft)
              : writer.store(call(), draft, new NewValue(value, secretId(kind)));
      return made.item().id();
    } catch (RequestRefused | Unavailable e) {
      throw new AssertionError(e);
    }
  }

  /// The value of the current version, as a caller reads it.
  String value(ItemId id) {
    ItemReader reader =
        new ItemReader(vault.replica(), hsm.ports(), sources, Set.of(StateName.ACTIVE));
    try (ItemDetails details = reader.get(call(), id, new VersionSelector.Current())) {
      return details.versions().getFirst().secret().orElseThrow().decodeUtf8();
    } catch (RequestRefused | Unavailable e) {
      throw new AssertionError(e);
    }
  }

  /// As a caller does it.
  void rotate(ItemId id) {
    try {
      var _ =
          writer.rotateKey(
              call(), id, Optional.empty(), new Succession(Retirement.BY_POLICY, Optional.empty()));
    } catch (RequestRefused | Unavailable e) {
      throw new AssertionError(e);
    }
  }

  /// Lets the leader go through the folders whose policy has changed.
  void settle() throws Unavailable {
    TimerJob timer = timerJob();
    while (vault.read(view -> !view.replans(1).isEmpty())) {
      var _ = timer.run(leading(1));
    }
  }

  private static Optional<String> secretId(ItemKind kind) {
    return kind.equals(CLIENT) ? Optional.of(SECRET_ID) : Optional.empty();
  }

  private Call call() throws RequestRefused, Unavailable {
    RequestTag tag =
        new RequestTag(
            new IdempotencyKey(Bytes.copyOf(bytes(IdempotencyKey.SIZE))),
            List.of(),
            Bytes.utf8("fingerprint"));
    return new Call(authentication.authenticate(root, deadline()), tag, deadline());
  }

  static RotationSettings every(String period) {
    return new RotationSettings(
        Optional.of(new Frequency.Every(VaultDuration.parse(period).orElseThrow())),
        Optional.empty(),
        Optional.empty());
  }

  static RotationSettings everyWithGrace(String period, String grace) {
    return new RotationSettings(
        every(period).frequency(), Optional.of(RetiredState.DESTROYED), VaultDuration.parse(grace));
  }

  Outcome propose(Command command) {
    try {
      return vault.propose(
          new Proposal(
              ProposalId.of(bytes(ProposalId.SIZE)),
              Optional.empty(),
              Optional.empty(),
              now,
              command),
          deadline());
    } catch (Unavailable e) {
      throw new AssertionError(e);
    }
  }

  ItemId newId() {
    return ItemId.of(bytes(ItemId.SIZE));
  }

  /// Puts a value into the current version that no key opens.
  void damage(ItemId id) {
    Material.Sealed garbage =
        new Material.Sealed(new KekVersion(1), Bytes.copyOf(bytes(64)), Optional.empty());
    VersionNumber current = new VersionNumber(versions(id));
    propose(new Command.RotateItem(id, current, garbage, Retirement.DEACTIVATE, Optional.empty()));
  }

  Item item(ItemId id) {
    return vault.read(view -> view.item(id).orElseThrow());
  }

  int versions(ItemId id) {
    return item(id).history().versionCount();
  }

  ItemVersion version(ItemId id, int number) {
    return vault.read(
        view -> view.version(new VersionId(id, new VersionNumber(number))).orElseThrow());
  }

  Deadline deadline() {
    return Deadline.after(Duration.ofMinutes(1), () -> nanos);
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
