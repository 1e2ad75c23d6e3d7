package io.craton.vault.core.decision;

import static io.craton.vault.core.decision.Bench.code;
import static io.craton.vault.core.decision.Bench.item;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.core.Limits;
import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.command.Command.BootstrapRoot;
import io.craton.vault.core.command.Command.ChangeState;
import io.craton.vault.core.command.Command.CreateFolder;
import io.craton.vault.core.command.Command.CreateItem;
import io.craton.vault.core.command.Command.DeleteItem;
import io.craton.vault.core.command.Command.Draft;
import io.craton.vault.core.command.Command.FireTimers;
import io.craton.vault.core.command.Command.ItemUpdate;
import io.craton.vault.core.command.Command.Retirement;
import io.craton.vault.core.command.Command.RotateItem;
import io.craton.vault.core.command.Command.SetRotationDefaults;
import io.craton.vault.core.command.Command.UpdateItem;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.History;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.Labels;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.item.VersionState;
import io.craton.vault.core.rotation.DefaultsFor;
import io.craton.vault.core.rotation.EffectiveRotation;
import io.craton.vault.core.rotation.EffectiveRotation.Setting;
import io.craton.vault.core.rotation.Frequency;
import io.craton.vault.core.rotation.RetiredState;
import io.craton.vault.core.rotation.RotationChange;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.testing.TestTokens;
import io.craton.vault.core.time.VaultDuration;
import io.craton.vault.core.token.Grant;
import io.craton.vault.core.token.Permission;
import io.craton.vault.core.token.TokenHash;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Rotation settings and what rotation does by them; keys that values are encrypted under.
final class PolicyTest {
  private static final ItemKind TOKEN = new ItemKind.Token(Optional.empty());
  private static final ItemKind SECRET = new ItemKind.Secret(Optional.empty());
  private static final ItemKind AES =
      new ItemKind.Key(Algorithm.ENCRYPT_AES_GCM_256, false, Optional.empty());
  private static final Frequency DAILY = new Frequency.Every(duration("1d"));

  private final Bench bench = new Bench(17);

  private static VaultDuration duration(String text) {
    return VaultDuration.parse(text).orElseThrow();
  }

  private static RotationSettings settings(
      Optional<Frequency> frequency, Optional<RetiredState> state, Optional<String> grace) {
    return new RotationSettings(frequency, state, grace.map(PolicyTest::duration));
  }

  private static RotationChange change(RotationSettings to) {
    return new RotationChange(
        Optional.of(to.frequency()), Optional.of(to.retiredState()), Optional.of(to.gracePeriod()));
  }

  private CreateItem draft(ItemKind kind, String folder, RotationSettings rotation) {
    Material material = kind instanceof ItemKind.Key ? bench.newKey() : bench.newSealed();
    ItemId id = bench.newId();
    return new CreateItem(
        id,
        new Draft(
            kind,
            FolderPath.parse(folder).orElseThrow(),
            Optional.empty(),
            Labels.NONE,
            Optional.empty(),
            rotation),
        material);
  }

  private ItemId made(ItemKind kind, String folder, RotationSettings rotation) {
    CreateItem create = draft(kind, folder, rotation);
    assertThat(code(bench.apply(create))).isEmpty();
    return create.id();
  }

  private void configure(String folder, RotationSettings settings) {
    CreateFolder create =
        new CreateFolder(
            bench.newId(),
            FolderPath.parse(folder).orElseThrow(),
            Optional.empty(),
            Optional.empty(),
            change(settings));
    assertThat(code(bench.apply(create))).isEmpty();
  }

  private EffectiveRotation effective(ItemId id) {
    return Inheritance.effective(bench.state(), bench.state().item(id).orElseThrow());
  }

  private VersionState state(ItemId id, int number) {
    VersionId version = new VersionId(id, new VersionNumber(number));
    ItemVersion found = bench.state().version(version).orElseThrow();
    return found.asOf(bench.now()).state();
  }

  private void rotate(ItemId id, Retirement retirement, Optional<String> grace) {
    Item item = bench.state().item(id).orElseThrow();
    Material material = item.kind() instanceof ItemKind.Key ? bench.newKey() : bench.newSealed();
    RotateItem rotate =
        new RotateItem(
            id, item.history().current(), material, retirement, grace.map(PolicyTest::duration));
    assertThat(code(bench.apply(rotate))).isEmpty();
  }

  @Test
  void settingComesFromTheItemElseTheNearestFolderElseTheServiceElseTheType() {
    ItemId id = made(AES, "/a/b", RotationSettings.INHERITED);
    assertThat(effective(id))
        .isEqualTo(
            new EffectiveRotation(
                new Frequency.Never(), RetiredState.DEACTIVATED, Optional.empty(), Map.of()));
    RotationSettings daily = settings(Optional.of(DAILY), Optional.empty(), Optional.empty());
    bench.apply(new SetRotationDefaults(DefaultsFor.ENCRYPTION, daily));
    assertThat(effective(id).frequency()).isEqualTo(DAILY);
    assertThat(effective(id).inheritedFrom()).isEmpty();
    Frequency weekly = new Frequency.Every(duration("1w"));
    configure("/a", settings(Optional.of(weekly), Optional.empty(), Optional.of("1h")));
    assertThat(effective(id).frequency()).isEqualTo(weekly);
    assertThat(effective(id).inheritedFrom())
        .isEqualTo(Map.of(Setting.FREQUENCY, FolderPath.parse("/a").orElseThrow()));
    configure("/a/b", settings(Optional.of(DAILY), Optional.empty(), Optional.empty()));
    assertThat(effective(id).inheritedFrom())
        .isEqualTo(Map.of(Setting.FREQUENCY, FolderPath.parse("/a/b").orElseThrow()));
    Frequency never = new Frequency.Never();
    update(id, settings(Optional.of(never), Optional.empty(), Optional.empty()));
    assertThat(effective(id).frequency()).isEqualTo(never);
    assertThat(effective(id).inheritedFrom()).isEmpty();
    update(id, RotationSettings.INHERITED);
    assertThat(effective(id).frequency()).isEqualTo(DAILY);
  }

  private void update(ItemId id, RotationSettings to) {
    assertThat(code(bench.apply(new UpdateItem(id, rotation(to))))).isEmpty();
  }

  private static ItemUpdate rotation(RotationSettings to) {
    return new ItemUpdate(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        change(to));
  }

  @Test
  void settingsOfATypeThatHasNoneAreRefused() {
    RotationSettings daily = settings(Optional.of(DAILY), Optional.empty(), Optional.empty());
    RotationSettings grace = settings(Optional.empty(), Optional.empty(), Optional.of("1h"));
    assertThat(code(bench.apply(draft(SECRET, "/", daily))))
        .contains(Rejection.Code.POLICY_NOT_APPLICABLE);
    assertThat(code(bench.apply(draft(AES, "/", grace))))
        .contains(Rejection.Code.GRACE_NOT_APPLICABLE);
    ItemId secret = made(SECRET, "/", RotationSettings.INHERITED);
    assertThat(code(bench.apply(new UpdateItem(secret, rotation(daily)))))
        .contains(Rejection.Code.POLICY_NOT_APPLICABLE);
    assertThat(code(bench.apply(new UpdateItem(secret, rotation(RotationSettings.INHERITED)))))
        .isEmpty();
  }

  @Test
  void secretInAFolderWithAPolicyIsDeactivatedByRotation() {
    configure(
        "/a", settings(Optional.empty(), Optional.of(RetiredState.DESTROYED), Optional.of("1h")));
    ItemId id = made(SECRET, "/a", RotationSettings.INHERITED);
    rotate(id, Retirement.BY_POLICY, Optional.empty());
    assertThat(state(id, 1).name()).isEqualTo(StateName.DEACTIVATED);
    assertThat(state(id, 1).destruction()).isEmpty();
  }

  @Test
  void supersededTokenIsDestroyedAtTheEndOfItsGraceAndNotBefore() {
    configure("/t", settings(Optional.empty(), Optional.empty(), Optional.of("1h")));
    ItemId id = made(TOKEN, "/t", RotationSettings.INHERITED);
    rotate(id, Retirement.BY_POLICY, Optional.empty());
    Instant end = bench.now().plus(Duration.ofHours(1));
    assertThat(state(id, 1).name()).isEqualTo(StateName.DEACTIVATED);
    assertThat(state(id, 1).destruction()).contains(end);
    bench.advance(Duration.ofMinutes(59));
    bench.apply(new FireTimers());
    assertThat(state(id, 1).name()).isEqualTo(StateName.DEACTIVATED);
    bench.advance(Duration.ofMinutes(1));
    assertThat(state(id, 1)).isEqualTo(new VersionState.Destroyed(end));
    bench.apply(new FireTimers());
    assertThat(bench.state().nextDue()).isEmpty();
    rotate(id, Retirement.BY_POLICY, Optional.of("2h"));
    assertThat(state(id, 2).destruction()).contains(bench.now().plus(Duration.ofHours(2)));
  }

  @Test
  void supersededTokenWithoutGraceIsDestroyedAtOnce() {
    ItemId id = made(TOKEN, "/t", RotationSettings.INHERITED);
    rotate(id, Retirement.BY_POLICY, Optional.empty());
    assertThat(state(id, 1).name()).isEqualTo(StateName.DESTROYED);
  }

  @Test
  void graceDoesNotRevokeARevocation() {
    for (StateName revoked : new StateName[] {StateName.SUSPENDED, StateName.DEACTIVATED}) {
      ItemId id = made(TOKEN, "/t", RotationSettings.INHERITED);
      bench.apply(new ChangeState(id, Optional.empty(), revoked, Optional.empty()));
      rotate(id, Retirement.BY_POLICY, Optional.of("1h"));
      assertThat(state(id, 1).name()).as(revoked.wireName()).isEqualTo(StateName.DESTROYED);
    }
  }

  @Test
  void itemWithAllItsVersionsTakesNoMore() {
    ItemId id = made(SECRET, "/", RotationSettings.INHERITED);
    Item full =
        bench
            .state()
            .item(id)
            .orElseThrow()
            .withHistory(
                new History(bench.now(), Optional.of(bench.now()), Limits.VERSIONS_PER_ITEM));
    bench.state().putItem(full);
    RotateItem rotate =
        new RotateItem(
            id,
            full.history().current(),
            bench.newSealed(),
            Retirement.BY_POLICY,
            Optional.empty());
    assertThat(code(bench.apply(rotate))).contains(Rejection.Code.TOO_MANY_VERSIONS);
  }

  @Test
  void keyThatValuesAreEncryptedUnderStaysAsLongAsTheyDo() {
    ItemId key = made(AES, "/k", RotationSettings.INHERITED);
    ItemId secret = made(new ItemKind.Secret(Optional.of(key)), "/s", RotationSettings.INHERITED);
    assertThat(code(bench.apply(new DeleteItem(key, false)))).contains(Rejection.Code.KEY_IN_USE);
    ItemId folder = Folders.find(bench.state(), FolderPath.parse("/k").orElseThrow()).orElseThrow();
    assertThat(code(bench.apply(new DeleteItem(folder, true)))).contains(Rejection.Code.KEY_IN_USE);
    bench.apply(new DeleteItem(secret, false));
    assertThat(code(bench.apply(new DeleteItem(key, false)))).isEmpty();
    ItemId both = made(AES, "/both", RotationSettings.INHERITED);
    made(new ItemKind.Secret(Optional.of(both)), "/both", RotationSettings.INHERITED);
    ItemId together =
        Folders.find(bench.state(), FolderPath.parse("/both").orElseThrow()).orElseThrow();
    assertThat(code(bench.apply(new DeleteItem(together, true)))).isEmpty();
    assertThat(bench.state().encryptedUnder(both, 9)).isEmpty();
  }

  @Test
  void onlyAUsableSymmetricEncryptionKeyEncryptsValues() {
    ItemId signing =
        made(
            new ItemKind.Key(Algorithm.SIGN_ES256, false, Optional.empty()),
            "/",
            RotationSettings.INHERITED);
    ItemId key = made(AES, "/", RotationSettings.INHERITED);
    assertThat(under(bench.newId())).contains(Rejection.Code.ENCRYPTING_ITEM_UNKNOWN);
    assertThat(under(signing)).contains(Rejection.Code.ENCRYPTING_ITEM_UNUSABLE);
    assertThat(under(key)).isEmpty();
    bench.apply(new ChangeState(key, Optional.empty(), StateName.SUSPENDED, Optional.empty()));
    assertThat(under(key)).contains(Rejection.Code.ENCRYPTING_ITEM_UNUSABLE);
  }

  private Optional<Rejection.Code> under(ItemId key) {
    return code(
        bench.apply(draft(new ItemKind.Secret(Optional.of(key)), "/", RotationSettings.INHERITED)));
  }

  @Test
  void nobodyEncryptsUnderAKeyThatTheirTokenCannotUse() {
    TokenHash root = TokenHash.ofToken("root");
    bench.apply(new BootstrapRoot(root));
    ItemId outside = made(AES, "/out", RotationSettings.INHERITED);
    ItemId inside = made(AES, "/in", RotationSettings.INHERITED);
    assertThat(underAs(Set.of(Permission.WRITE, Permission.CRYPTO), outside))
        .contains(Rejection.Code.ENCRYPTING_ITEM_UNKNOWN);
    assertThat(underAs(Set.of(Permission.WRITE), inside))
        .contains(Rejection.Code.PERMISSION_DENIED);
    assertThat(underAs(Set.of(Permission.WRITE, Permission.CRYPTO), inside)).isEmpty();
  }

  private Optional<Rejection.Code> underAs(Set<Permission> permissions, ItemId key) {
    TokenHash scoped = TokenHash.ofToken("scoped " + bench.newId());
    Grant grant =
        new Grant(
            "t", permissions, FolderPath.parse("/in").orElseThrow(), bench.now(), Optional.empty());
    assertThat(code(bench.apply(TestTokens.granting(scoped, grant)))).isEmpty();
    CreateItem create =
        draft(new ItemKind.Secret(Optional.of(key)), "/in", RotationSettings.INHERITED);
    return code(bench.apply(bench.proposal(create, Optional.of(scoped), Optional.empty())));
  }

  @Test
  void answerTellsWhatCountsForAnItemInAFolderThatIsJustBeingMade() {
    configure("/a", settings(Optional.of(DAILY), Optional.empty(), Optional.empty()));
    ItemSummary made = item(bench.apply(draft(AES, "/a/new/er", RotationSettings.INHERITED)));
    assertThat(made.rotation().frequency()).isEqualTo(DAILY);
    assertThat(made.rotation()).isEqualTo(effective(made.item().id()));
  }
}
