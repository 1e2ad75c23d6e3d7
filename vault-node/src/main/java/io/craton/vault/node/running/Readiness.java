package io.craton.vault.node.running;

import io.craton.vault.consensus.ConsensusStatus;
import io.craton.vault.consensus.ratis.ConsensusNode;
import io.craton.vault.hsm.Hsm;
import io.craton.vault.hsm.HsmHealth;
import io.craton.vault.http.health.HealthCode;
import io.craton.vault.http.health.HealthReason;
import io.craton.vault.node.disk.DiskWatch;
import io.craton.vault.node.job.KekStatus;
import io.craton.vault.node.job.ResealStatus;
import io.craton.vault.node.job.RotationFailures;
import io.craton.vault.node.job.SweepStatus;
import io.craton.vault.node.tls.Certificates;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/// Knows whether this node should get requests, and if not why. Thread-safe; never waits.
final class Readiness {
  /// Entries committed and not applied here yet, beyond which reads would have to wait.
  private static final long MOST_LAG = 1_000;

  private volatile Stage stage = Stage.OPENING_DATA;
  private volatile Optional<Hsm> hsm = Optional.empty();
  private volatile Optional<ConsensusNode> consensus = Optional.empty();
  private volatile Optional<RotationFailures> rotations = Optional.empty();
  private volatile Optional<QuorumProbe> probe = Optional.empty();
  private volatile Optional<KekStatus> kek = Optional.empty();
  private volatile Optional<SweepStatus> sweep = Optional.empty();
  private volatile Optional<ResealStatus> reseal = Optional.empty();
  private volatile Optional<Certificates> certificates = Optional.empty();
  private volatile Optional<DiskWatch> disk = Optional.empty();
  private volatile Optional<String> waitingForRoom = Optional.empty();
  private volatile Optional<String> waitingForHsm = Optional.empty();
  private volatile Consumer<Boolean> onDrain = draining -> {};
  private volatile boolean draining;

  /// The node cannot start before there is room on its disk.
  void waitingForRoom(String why) {
    waitingForRoom = Optional.of(why);
  }

  /// There is.
  void opened(DiskWatch newDisk) {
    disk = Optional.of(newDisk);
    waitingForRoom = Optional.empty();
    stage = Stage.OPENING_HSM;
  }

  /// @param action is told of each change
  void onDrain(Consumer<Boolean> action) {
    onDrain = action;
    action.accept(draining);
  }

  /// Whether load balancers are told to take the node out while it serves on.
  void drain(boolean newDraining) {
    draining = newDraining;
    onDrain.accept(newDraining);
  }

  boolean isServing() {
    return stage == Stage.SERVING;
  }

  /// The node cannot start before its HSM opens. Also said before the first attempt, which may
  /// hang.
  void waitingForHsm(String why) {
    waitingForHsm = Optional.of(why);
  }

  boolean isWaitingForHsm() {
    return waitingForHsm.isPresent();
  }

  /// It has.
  void opened(Hsm newHsm) {
    waitingForHsm = Optional.empty();
    hsm = Optional.of(newHsm);
    stage = Stage.OPENING_STATE;
  }

  void opened(ConsensusNode newConsensus, QuorumProbe newProbe) {
    consensus = Optional.of(newConsensus);
    probe = Optional.of(newProbe);
  }

  void opened(RotationFailures newRotations) {
    rotations = Optional.of(newRotations);
  }

  /// What this node knows of rotations by policy, once it has jobs.
  Optional<RotationFailures> rotations() {
    return rotations;
  }

  void installing(KekStatus newKek) {
    kek = Optional.of(newKek);
  }

  void sweeping(SweepStatus newSweep) {
    sweep = Optional.of(newSweep);
  }

  void resealing(ResealStatus newReseal) {
    reseal = Optional.of(newReseal);
  }

  /// How sealing values anew is doing, once there are jobs.
  Optional<ResealStatus> reseal() {
    return reseal;
  }

  void watching(Certificates newCertificates) {
    certificates = Optional.of(newCertificates);
  }

  /// The certificates of this node, once they are read.
  Optional<Certificates> certificates() {
    return certificates;
  }

  void serving() {
    stage = Stage.SERVING;
  }

  void stopping() {
    stage = Stage.STOPPING;
  }

  Optional<ConsensusNode> consensus() {
    return consensus;
  }

  /// The HSM, once it is open.
  Optional<Hsm> openHsm() {
    return hsm;
  }

  /// How the sweep is doing, once there is one.
  Optional<SweepStatus> sweep() {
    return sweep;
  }

  /// What needs somebody's attention and is no reason to send requests elsewhere: a key that is
  /// missing fails the requests that need it, on every node.
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    certificates.ifPresent(held -> warnings.addAll(held.warnings()));
    sweep
        .flatMap(SweepStatus::last)
        .ifPresent(report -> {
          if (report.missingKeys() > 0) {
            warnings.add(
                "keys that the HSM lost: " + report.missingKeys() + ", named in this node's log");
          }
          if (report.orphansLeft() > 0) {
            warnings.add(
                "keys in the HSM that the state does not know: "
                    + report.orphansLeft()
                    + ", older than the cluster or more than a sweep may remove; see this node's"
                    + " log");
          }
        });
    return warnings;
  }

  /// The HSM's health in words.
  String hsm() {
    return hsm.map(open -> words(open.health()))
        .or(() -> waitingForHsm.map(why -> "not open yet: " + why))
        .orElse("not open yet");
  }

  /// Why not; empty when ready.
  List<HealthReason> reasons() {
    List<HealthReason> reasons = new ArrayList<>();
    waitingForRoom
        .or(() -> disk.flatMap(DiskWatch::obstacle))
        .ifPresent(why -> reasons.add(new HealthReason(HealthCode.DISK, why)));
    waitingForHsm.ifPresent(
        why -> reasons.add(new HealthReason(HealthCode.HSM, "HSM: waiting for it: " + why)));
    Optional<HealthReason> early = stage.reason();
    if (early.isPresent()) {
      reasons.add(early.get());
      return reasons;
    }
    if (draining) {
      reasons.add(new HealthReason(HealthCode.DRAINING, "draining: this node is to be left alone"));
    }
    hsm.map(Hsm::health)
        .filter(health -> health.state() != HsmHealth.State.READY)
        .ifPresent(
            health -> reasons.add(new HealthReason(HealthCode.HSM, "HSM: " + words(health))));
    probe
        .flatMap(QuorumProbe::obstacle)
        .ifPresent(why -> reasons.add(new HealthReason(HealthCode.QUORUM, "no quorum: " + why)));
    consensus.ifPresent(node -> addReasons(node, reasons));
    return reasons;
  }

  private void addReasons(ConsensusNode node, List<HealthReason> reasons) {
    ConsensusStatus status = node.status();
    if (!status.healthy()) {
      reasons.add(
          new HealthReason(
              HealthCode.MEMBERSHIP,
              "this node takes no part in the cluster yet, or knows no leader"));
    }
    long lag = status.commitIndex() - status.appliedIndex();
    if (lag > MOST_LAG) {
      reasons.add(
          new HealthReason(HealthCode.CATCHING_UP, "catching up: " + lag + " entries behind"));
    }
    if (node.stateReader().read(view -> view.currentKek().isEmpty())) {
      String why = kek.flatMap(KekStatus::obstacle).map(known -> ": " + known).orElse(" yet");
      reasons.add(
          new HealthReason(HealthCode.NO_KEY, "the cluster has no key-encryption key" + why));
    }
  }

  private static String words(HsmHealth health) {
    String state = health.state().name().toLowerCase(Locale.ROOT);
    return health.lastError().isEmpty() || health.state() == HsmHealth.State.READY
        ? state
        : state + " after " + health.lastError().get().name().toLowerCase(Locale.ROOT);
  }
}
