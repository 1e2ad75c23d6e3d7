package io.craton.vault.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.command.Command.Draft;
import io.craton.vault.core.command.Command.Retirement;
import io.craton.vault.core.command.RequestTag;
import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.id.IdempotencyKey;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.Labels;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.service.CryptoService.KeyChoice;
import io.craton.vault.core.service.ExportService.Exported;
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

/// Keys that leave, and what becomes of them meanwhile.
final class ExportServiceTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  private final FakeHsm hsm = new FakeHsm();
  private final Sources sources =
      new Sources(
          () -> NOW,
          count -> {
            byte[] bytes = new byte[count];
            RANDOM.nextBytes(bytes);
            return bytes;
          });
  private Caller caller;
  private ItemWriter writer;
  private ExportService exports;
  private ItemId id;

  @BeforeEach
  void makeKey() throws RequestRefused, Unavailable {
    InMemoryVault vault = InMemoryVault.withKek(hsm, sources);
    Authentication authentication = new Authentication(vault.replica(), sources);
    caller = authentication.authenticate(vault.mintRoot(sources), deadline());
    writer = new ItemWriter(vault.replica(), hsm.ports(), sources);
    exports = new ExportService(vault.replica(), hsm.ports(), sources);
    Draft draft =
        new Draft(
            new ItemKind.Key(Algorithm.SIGN_ES256, true, Optional.empty()),
            FolderPath.ROOT,
            Optional.of("k"),
            Labels.NONE,
            Optional.empty(),
            RotationSettings.INHERITED);
    id = writer.generateKey(call(), draft).item().id();
  }

  private static Deadline deadline() {
    return Deadline.after(Duration.ofSeconds(10), System::nanoTime);
  }

  private Call call() {
    IdempotencyKey key = new IdempotencyKey(Bytes.copyOf(sources.entropy().bytes(32)));
    return new Call(caller, new RequestTag(key, List.of(), Bytes.utf8("same")), deadline());
  }

  private void rotate(Retirement retirement) {
    try {
      Succession succession = new Succession(retirement, Optional.empty());
      writer.rotateKey(call(), id, Optional.empty(), succession);
    } catch (RequestRefused | Unavailable e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void keyRotatedWhileItLeavesGivesItsNewVersionWhenTheOldMayNotLeave()
      throws RequestRefused, Unavailable {
    hsm.duringNextOperation(() -> rotate(Retirement.DESTROY));
    try (Exported exported = exports.export(call(), new KeyChoice(id, Optional.empty()))) {
      assertThat(exported.key().version()).isEqualTo(VersionNumber.FIRST.next());
    }
  }

  @Test
  void versionThatWasNamedAndIsDestroyedWhileItLeavesDoesNotLeave() {
    hsm.duringNextOperation(() -> rotate(Retirement.DESTROY));
    KeyChoice first = new KeyChoice(id, Optional.of(VersionNumber.FIRST));
    assertThatThrownBy(() -> exports.export(call(), first))
        .isInstanceOfSatisfying(
            RequestRefused.class,
            e -> assertThat(e.rejection().code()).isEqualTo(Rejection.Code.VERSION_NOT_USABLE));
  }

  @Test
  void keyRotatedWhileItLeavesLeavesAsItWasWhenThatMayLeave() throws RequestRefused, Unavailable {
    hsm.duringNextOperation(() -> rotate(Retirement.DEACTIVATE));
    try (Exported exported = exports.export(call(), new KeyChoice(id, Optional.empty()))) {
      assertThat(exported.key().version()).isEqualTo(VersionNumber.FIRST);
    }
  }
}
