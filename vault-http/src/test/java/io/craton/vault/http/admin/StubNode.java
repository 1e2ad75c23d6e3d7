package io.craton.vault.http.admin;

import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.core.service.Sources;
import io.craton.vault.core.service.TokenAdmin;
import io.craton.vault.core.service.TokenMint;
import io.craton.vault.core.testing.FakeHsm;
import io.craton.vault.core.testing.InMemoryVault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A node that is well, with keys that say what they are.
record StubNode(InMemoryVault vault, FakeHsm hsm, Sources sources, FakeCluster cluster)
    implements NodeAdmin {
  StubNode(InMemoryVault vault, Sources sources) {
    this(vault, sources, new FakeCluster());
  }

  StubNode(InMemoryVault vault, Sources sources, FakeCluster cluster) {
    this(vault, new FakeHsm(), sources, cluster);
  }

  StubNode(InMemoryVault vault, FakeHsm hsm, Sources sources) {
    this(vault, hsm, sources, new FakeCluster());
  }

  @Override
  public NodeStatus status() {
    return new NodeStatus(
        "node-1",
        "cluster",
        "leader",
        Optional.of("node-1"),
        new NodeStatus.LogPosition(1, 1, 1),
        new NodeStatus.Readiness(List.of(), List.of()),
        "well",
        List.of());
  }

  @Override
  public String metrics() {
    return "answer 42\n";
  }

  @Override
  public Optional<RotationProblem> rotationProblem(ItemId item) {
    return Optional.empty();
  }

  @Override
  public Optional<HsmReport> hsmReport() {
    return Optional.of(
        new HsmReport(
            Optional.of(new HsmReport.Token("label", "maker", "model", "serial", "2.6")),
            new HsmReport.Breaker("ready", Instant.EPOCH, 1, Optional.of("session_lost")),
            new HsmReport.Load(2, 16, 3, 1),
            List.of(
                new HsmReport.Algorithm(
                    "ED25519", "signing", "native", Optional.empty(), Duration.ofMillis(2)),
                new HsmReport.Algorithm(
                    "ES256K", "signing", "unsupported", Optional.of("why"), Duration.ZERO))));
  }

  @Override
  public StateDigest digest(Deadline deadline) {
    return new StateDigest(1, 1, "00");
  }

  @Override
  public Optional<SecretBytes> bootstrapKey() {
    return Optional.of(SecretBytes.utf8("the-bootstrap-key"));
  }

  @Override
  public SecretBytes bootstrap(Deadline deadline) throws RequestRefused, Unavailable {
    return new TokenMint(vault.replica(), sources).bootstrap(deadline);
  }

  @Override
  public Optional<SecretBytes> recoveryKey() {
    return Optional.of(SecretBytes.utf8("the-recovery-key"));
  }

  @Override
  public TokenAdmin.Minted recover(Deadline deadline) throws RequestRefused, Unavailable {
    return new TokenAdmin(vault.replica(), sources).recover(deadline);
  }

  @Override
  public BackupSource backups() {
    return deadline -> {
      throw new Unavailable(Unavailable.Reason.OVERLOADED, "another one", Duration.ofSeconds(5));
    };
  }

  @Override
  public KeyRef makeKek(Deadline deadline) throws Unavailable {
    return hsm.generateKek(deadline);
  }

  @Override
  public void drain(boolean draining) {
    // It goes nowhere.
  }
}
