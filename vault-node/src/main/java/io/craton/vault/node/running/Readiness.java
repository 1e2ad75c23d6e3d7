package io.craton.vault.node.running;

import io.craton.vault.consensus.ConsensusStatus;
import io.craton.vault.consensus.ratis.ConsensusNode;
import io.craton.vault.hsm.Hsm;
import io.craton.vault.hsm.HsmHealth;
import io.craton.vault.node.job.RotationFailures;
import io.craton.vault.node.job.SweepStatus;
import io.craton.vault.node.tls.Certificates;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Knows whether this node should get requests, and if not why. Thread-safe; never waits.
final class Readiness {
  /// Entries committed and not applied here yet, beyond which reads would have to wait.
  private static final long MOST_LAG = 1_000;

  private volatile Stage stage = Stage.OPENING_HSM;
  private volatile Optional<Hsm> hsm = Optional.empty();
  private volatile Optional<ConsensusNode> consensus = Optional.empty();
  private volatile Optional<RotationFailures> rotations = Optional.empty();
  private volatile Optional<QuorumProbe> probe = Optional.empty();
  private volatile Optional<SweepStatus> sweep = Optional.empty();
  private volatile Optional<Certificates> certificates = Optional.empty();

  void opened(Hsm newHsm) {
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

  void sweeping(SweepStatus newSweep) {
    sweep = Optional.of(newSweep);
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
    return hsm.map(open -> words(open.health())).orElse("not open yet");
  }

  /// Why not; empty when ready.
  List<String> reasons() {
    Stage at = stage;
    if (at != Stage.SERVING) {
      return List.of(at.reason());
    }
    List<String> reasons = new ArrayList<>();
    hsm.map(Hsm::health)
        .filter(health -> health.state() != HsmHealth.State.READY)
        .ifPresent(health -> reasons.add("HSM: " + words(health)));
    probe.flatMap(QuorumProbe::obstacle).ifPresent(why -> reasons.add("no quorum: " + why));
    consensus.ifPresent(node -> addReasons(node, reasons));
    return reasons;
  }

  private static void addReasons(ConsensusNode node, List<String> reasons) {
    ConsensusStatus status = node.status();
    if (!status.healthy()) {
      reasons.add("this node takes no part in the cluster yet, or knows no leader");
    }
    long lag = status.commitIndex() - status.appliedIndex();
    if (lag > MOST_LAG) {
      reasons.add("catching up: " + lag + " entries behind");
    }
    if (node.stateReader().read(view -> view.currentKek().isEmpty())) {
      reasons.add("the cluster has no key-encryption key yet");
    }
  }

  private static String words(HsmHealth health) {
    String state = health.state().name().toLowerCase(Locale.ROOT);
    return health.lastError().isEmpty() || health.state() == HsmHealth.State.READY
        ? state
        : state + " after " + health.lastError().get().name().toLowerCase(Locale.ROOT);
  }
}
