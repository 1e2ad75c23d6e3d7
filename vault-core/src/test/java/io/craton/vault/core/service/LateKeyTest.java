package io.craton.vault.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.command.Command.BeginSweep;
import io.craton.vault.core.command.Command.Draft;
import io.craton.vault.core.command.Command.Retirement;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.command.RequestTag;
import io.craton.vault.core.id.IdempotencyKey;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.ProposalId;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Labels;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.service.ItemWriter.Succession;
import io.craton.vault.core.testing.FakeHsm;
import io.craton.vault.core.testing.InMemoryVault;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Requests that make a key while the cluster sweeps, over an in-memory vault and a fake HSM.
final class LateKeyTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final ItemKind KEY =
      new ItemKind.Key(Algorithm.SIGN_ES256, false, Optional.empty());

  private final FakeHsm hsm = new FakeHsm();
  private final Sources sources =
      new Sources(() -> Instant.parse("2026-11-23T12:00:00Z"), LateKeyTest::bytes);
  private InMemoryVault vault;
  private Caller caller;
  private ItemWriter writer;

  @BeforeEach
  void startVault() throws RequestRefused, Unavailable {
    vault = InMemoryVault.withKek(hsm, sources);
    Authentication authentication = new Authentication(vault.replica(), sources);
    caller = authentication.authenticate(vault.mintRoot(sources), deadline());
    writer = new ItemWriter(vault.replica(), hsm.ports(), sources);
    sweep(5);
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  private static Deadline deadline() {
    return Deadline.after(Duration.ofSeconds(10), System::nanoTime);
  }

  private Call call() {
    IdempotencyKey key = new IdempotencyKey(Bytes.copyOf(bytes(32)));
    return new Call(caller, new RequestTag(key, List.of(), Bytes.utf8("same")), deadline());
  }

  private void sweep(int times) {
    for (int i = 0; i < times; i++) {
      try {
        var _ =
            vault.propose(
                new Proposal(
                    ProposalId.of(bytes(ProposalId.SIZE)),
                    Optional.empty(),
                    Optional.empty(),
                    sources.now(),
                    new BeginSweep(vault.read(view -> view.sweepGeneration()))),
                deadline());
      } catch (Unavailable e) {
        throw new AssertionError(e);
      }
    }
  }

  private ItemId generate(Call call, String name) throws RequestRefused, Unavailable {
    Draft draft =
        new Draft(
            KEY,
            FolderPath.ROOT,
            Optional.of(name),
            Labels.NONE,
            Optional.empty(),
            RotationSettings.INHERITED);
    return writer.generateKey(call, draft).item().id();
  }

  private void rotate(Call call, ItemId id) throws RequestRefused, Unavailable {
    var _ =
        writer.rotateKey(
            call, id, Optional.empty(), new Succession(Retirement.BY_POLICY, Optional.empty()));
  }

  private List<KeyRef> outbox() {
    return vault.read(view -> view.outbox(0, 9).stream().map(row -> row.destroy()).toList());
  }

  @Test
  void oneSweepInTheMiddleOfARequestIsNothingToIt() throws Exception {
    hsm.duringNextOperation(() -> sweep(1));
    ItemId id = generate(call(), "k");
    hsm.duringNextOperation(() -> sweep(1));
    rotate(call(), id);
    assertThat(outbox()).isEmpty();
  }

  @Test
  void aRequestThatTwoSweepsOvertookIsUnavailableAndItsRetryMakesAnotherKey() throws Exception {
    Call call = call();
    hsm.duringNextOperation(() -> sweep(2));
    assertThatThrownBy(() -> generate(call, "k"))
        .isInstanceOfSatisfying(
            Unavailable.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Unavailable.Reason.DEADLINE);
              assertThat(e.retryAfter()).isPositive();
            });
    assertThat(outbox()).hasSize(1);

    ItemId id = generate(call, "k");

    assertThat(vault.<Boolean>read(view -> view.item(id).isPresent())).isTrue();
    assertThat(outbox()).hasSize(1);
  }

  @Test
  void aRotationThatTwoSweepsOvertookChangesNothing() throws Exception {
    ItemId id = generate(call(), "k");
    hsm.duringNextOperation(() -> sweep(2));
    assertThatThrownBy(() -> rotate(call(), id)).isInstanceOf(Unavailable.class);
    assertThat(
            vault.<Boolean>read(
                view -> view.version(new VersionId(id, VersionNumber.FIRST.next())).isPresent()))
        .isFalse();
    assertThat(outbox()).hasSize(1);
    rotate(call(), id);
  }
}
