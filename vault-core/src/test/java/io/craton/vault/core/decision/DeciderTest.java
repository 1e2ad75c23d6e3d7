package io.craton.vault.core.decision;

import static io.craton.vault.core.decision.Bench.code;
import static io.craton.vault.core.decision.Bench.item;
import static io.craton.vault.core.decision.Bench.key;
import static io.craton.vault.core.decision.Bench.secret;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.core.Limits;
import io.craton.vault.core.command.Command.ChangeState;
import io.craton.vault.core.command.Command.CompleteEffects;
import io.craton.vault.core.command.Command.CreateItem;
import io.craton.vault.core.command.Command.DeleteItem;
import io.craton.vault.core.command.Command.FireTimers;
import io.craton.vault.core.command.Command.InstallKek;
import io.craton.vault.core.command.Command.ItemUpdate;
import io.craton.vault.core.command.Command.Retirement;
import io.craton.vault.core.command.Command.RotateItem;
import io.craton.vault.core.command.Command.UpdateItem;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.Place;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.item.VersionState;
import io.craton.vault.core.rotation.RotationChange;
import io.craton.vault.core.state.OutboxRow;
import io.craton.vault.core.time.VaultDuration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DeciderTest {
  private static final VersionNumber ONE = VersionNumber.FIRST;
  private static final VersionNumber TWO = new VersionNumber(2);

  private final Bench bench = new Bench(7);

  private ItemId stored(String folder, String name) {
    ItemId id = bench.newId();
    Outcome outcome = bench.apply(new CreateItem(id, secret(folder, name), bench.newSealed()));
    assertThat(code(outcome)).isEmpty();
    return id;
  }

  private ItemId generated(String folder, String name, Material.HsmKey material) {
    ItemId id = bench.newId();
    assertThat(code(bench.apply(new CreateItem(id, key(folder, name), material)))).isEmpty();
    return id;
  }

  private ItemVersion version(ItemId id, int number) {
    return bench.state().version(new VersionId(id, new VersionNumber(number))).orElseThrow();
  }

  private List<Material.HsmKey> queuedForDestruction() {
    return bench.state().outbox(0, Integer.MAX_VALUE).stream()
        .map(OutboxRow::destroy)
        .map(ref -> new Material.HsmKey(ref, Optional.empty()))
        .toList();
  }

  @Test
  void newItemHasOneActiveVersionAndItsFoldersExist() {
    ItemId id = stored("/a/b", "s");
    assertThat(version(id, 1).state().name()).isEqualTo(StateName.ACTIVE);
    ItemId folder =
        Folders.find(bench.state(), FolderPath.parse("/a/b").orElseThrow()).orElseThrow();
    assertThat(bench.state().childAt(new Place(folder, "s"))).contains(id);
    assertThat(Folders.pathOf(bench.state(), folder)).hasToString("/a/b/");
    assertThat(stored("/a/b", "t")).isNotEqualTo(id);
    assertThat(bench.state().children(ItemId.ROOT, "", 10)).hasSize(1);
  }

  @Test
  void nameIsUniqueInItsFolderAndFreeElsewhere() {
    ItemId first = stored("/a", "s");
    Outcome second =
        bench.apply(new CreateItem(bench.newId(), secret("/a", "s"), bench.newSealed()));
    assertThat(code(second)).contains(Rejection.Code.NAME_TAKEN);
    assertThat(stored("/b", "s")).isNotEqualTo(first);
  }

  @Test
  void itemInsideANonFolderIsRefused() {
    stored("/a", "s");
    Outcome outcome =
        bench.apply(new CreateItem(bench.newId(), secret("/a/s", "x"), bench.newSealed()));
    assertThat(code(outcome)).contains(Rejection.Code.NOT_A_FOLDER);
  }

  @Test
  void rotationMakesTheNextVersionCurrentAndRetiresTheOldOne() {
    ItemId id = stored("/", "s");
    bench.advance(Duration.ofSeconds(5));
    ItemSummary rotated =
        item(
            bench.apply(
                new RotateItem(id, ONE, bench.newSealed(), Retirement.SUSPEND, Optional.empty())));
    assertThat(rotated.version().orElseThrow().number()).isEqualTo(TWO);
    assertThat(rotated.item().history().lastRotated()).contains(bench.now());
    assertThat(version(id, 1).state().name()).isEqualTo(StateName.SUSPENDED);
    assertThat(version(id, 1).rotatedAt()).contains(bench.now());
  }

  @Test
  void rotationWithAnOutdatedExpectationIsRefusedAndItsKeyIsQueuedForDestruction() {
    Material.HsmKey first = bench.newKey();
    Material.HsmKey second = bench.newKey();
    Material.HsmKey loser = bench.newKey();
    ItemId id = generated("/", "k", first);
    bench.apply(new RotateItem(id, ONE, second, Retirement.DEACTIVATE, Optional.empty()));
    Outcome late =
        bench.apply(new RotateItem(id, ONE, loser, Retirement.DEACTIVATE, Optional.empty()));
    assertThat(code(late)).contains(Rejection.Code.VERSION_CONFLICT);
    assertThat(queuedForDestruction()).containsExactly(loser);
  }

  @Test
  void sameProposalTwiceKeepsItsKey() {
    Material.HsmKey material = bench.newKey();
    CreateItem create = new CreateItem(bench.newId(), key("/", "k"), material);
    var proposal = bench.proposal(create);
    bench.apply(proposal);
    assertThat(code(bench.apply(proposal))).isEmpty();
    assertThat(queuedForDestruction()).isEmpty();
    assertThat(version(create.id(), 1).state().heldMaterial()).contains(material);
  }

  @Test
  void rotationWithDestroyQueuesTheOldKey() {
    Material.HsmKey first = bench.newKey();
    ItemId id = generated("/", "k", first);
    bench.apply(new RotateItem(id, ONE, bench.newKey(), Retirement.DESTROY, Optional.empty()));
    assertThat(version(id, 1).state()).isEqualTo(new VersionState.Destroyed(bench.now()));
    assertThat(queuedForDestruction()).containsExactly(first);
  }

  @Test
  void rotationKeepsAStateThatTheTableProtects() {
    ItemId id = stored("/", "s");
    bench.apply(compromise(id, "1h"));
    bench.apply(
        new RotateItem(id, ONE, bench.newSealed(), Retirement.DEACTIVATE, Optional.empty()));
    assertThat(version(id, 1).state().name()).isEqualTo(StateName.COMPROMISED);
    assertThat(bench.state().nextDue()).isPresent();
  }

  private static ChangeState compromise(ItemId id, String period) {
    return new ChangeState(
        id, Optional.of(ONE), StateName.COMPROMISED, VaultDuration.parse(period));
  }

  @Test
  void compromisedVersionIsDestroyedWhenTimersFireAtItsTimeAndNotBefore() {
    Material.HsmKey material = bench.newKey();
    ItemId id = generated("/", "k", material);
    bench.apply(compromise(id, "1h"));
    Instant due = bench.now().plus(Duration.ofHours(1));
    assertThat(bench.state().nextDue().orElseThrow().at()).isEqualTo(due);
    bench.advance(Duration.ofMinutes(59));
    bench.apply(new FireTimers());
    assertThat(version(id, 1).state().name()).isEqualTo(StateName.COMPROMISED);
    bench.advance(Duration.ofMinutes(2));
    bench.apply(new FireTimers());
    assertThat(version(id, 1).state()).isEqualTo(new VersionState.Destroyed(due));
    assertThat(queuedForDestruction()).containsExactly(material);
    assertThat(bench.state().nextDue()).isEmpty();
    bench.apply(new FireTimers());
    assertThat(queuedForDestruction()).hasSize(1);
  }

  @Test
  void lateTimerDoesNotResurrectAVersion() {
    ItemId id = generated("/", "k", bench.newKey());
    bench.apply(compromise(id, "1h"));
    bench.advance(Duration.ofHours(2));
    Outcome outcome =
        bench.apply(new ChangeState(id, Optional.empty(), StateName.ACTIVE, Optional.empty()));
    assertThat(code(outcome)).contains(Rejection.Code.ILLEGAL_TRANSITION);
    assertThat(outcome.toString()).contains("destroyed");
  }

  @Test
  void stateChangeNamesTheVersionItChanged() {
    ItemId id = stored("/", "s");
    bench.apply(
        new RotateItem(id, ONE, bench.newSealed(), Retirement.DEACTIVATE, Optional.empty()));
    ItemSummary changed =
        item(
            bench.apply(
                new ChangeState(id, Optional.of(ONE), StateName.SUSPENDED, Optional.empty())));
    assertThat(changed.version().orElseThrow().number()).isEqualTo(ONE);
    assertThat(changed.item().history().versionCount()).isEqualTo(2);
    Outcome missing =
        bench.apply(
            new ChangeState(
                id, Optional.of(new VersionNumber(3)), StateName.ACTIVE, Optional.empty()));
    assertThat(code(missing)).contains(Rejection.Code.VERSION_NOT_FOUND);
  }

  @Test
  void deletionTakesAllVersionsAndQueuesTheirKeys() {
    Material.HsmKey first = bench.newKey();
    Material.HsmKey second = bench.newKey();
    ItemId id = generated("/d", "k", first);
    bench.apply(new RotateItem(id, ONE, second, Retirement.DEACTIVATE, Optional.empty()));
    bench.apply(compromise(id, "1h"));
    assertThat(bench.apply(new DeleteItem(id, false))).isEqualTo(new Outcome.ItemDeleted(id));
    assertThat(bench.state().item(id)).isEmpty();
    assertThat(bench.state().versions(id, 1, 10)).isEmpty();
    assertThat(bench.state().nextDue()).isEmpty();
    assertThat(queuedForDestruction()).containsExactly(first, second);
    assertThat(code(bench.apply(new DeleteItem(id, false))))
        .contains(Rejection.Code.ITEM_NOT_FOUND);
    bench.apply(new CompleteEffects(List.of(1L)));
    assertThat(queuedForDestruction()).containsExactly(second);
    assertThat(bench.state().lastOutboxNumber()).isEqualTo(2);
  }

  @Test
  void folderWithContentIsNotDeleted() {
    stored("/d", "s");
    ItemId folder = Folders.find(bench.state(), FolderPath.parse("/d").orElseThrow()).orElseThrow();
    assertThat(code(bench.apply(new DeleteItem(folder, false))))
        .contains(Rejection.Code.FOLDER_NOT_EMPTY);
    assertThat(code(bench.apply(new DeleteItem(ItemId.ROOT, false))))
        .contains(Rejection.Code.ROOT_IS_FIXED);
  }

  @Test
  void updateChangesWhatIsNamedOnly() {
    ItemId id = stored("/a", "s");
    ItemUpdate labels = update(Optional.empty(), Optional.empty(), Optional.of(Map.of("k", "v")));
    ItemSummary after = item(bench.apply(new UpdateItem(id, labels)));
    assertThat(after.item().labels().metadata()).isEqualTo(Map.of("k", "v"));
    assertThat(after.item().place().name()).isEqualTo("s");
    ItemUpdate move = update(Optional.of("t"), FolderPath.parse("/b/c"), Optional.empty());
    ItemSummary moved = item(bench.apply(new UpdateItem(id, move)));
    assertThat(moved.folder()).hasToString("/b/c/");
    assertThat(moved.item().labels().metadata()).isEqualTo(Map.of("k", "v"));
    assertThat(code(bench.apply(new UpdateItem(stored("/a", "s"), move))))
        .contains(Rejection.Code.NAME_TAKEN);
  }

  private static ItemUpdate update(
      Optional<String> name, Optional<FolderPath> folder, Optional<Map<String, String>> metadata) {
    return new ItemUpdate(
        name, folder, metadata, Optional.empty(), Optional.empty(), RotationChange.NONE);
  }

  @Test
  void folderMovesWithAllBelowItAndNeverIntoItself() {
    ItemId id = stored("/a/b", "s");
    ItemId a = Folders.find(bench.state(), FolderPath.parse("/a").orElseThrow()).orElseThrow();
    for (String target : List.of("/a", "/a/b", "/a/b/new")) {
      ItemUpdate move = update(Optional.empty(), FolderPath.parse(target), Optional.empty());
      assertThat(code(bench.apply(new UpdateItem(a, move))))
          .as(target)
          .contains(Rejection.Code.FOLDER_INTO_ITSELF);
    }
    ItemUpdate move = update(Optional.of("z"), FolderPath.parse("/x"), Optional.empty());
    assertThat(code(bench.apply(new UpdateItem(a, move)))).isEmpty();
    assertThat(Folders.pathOf(bench.state(), bench.state().item(id).orElseThrow().place().parent()))
        .hasToString("/x/z/b/");
  }

  @Test
  void movedFolderTreeNeverGetsDeeperThanTheLimit() {
    String deep = "/d".repeat(Limits.FOLDER_DEPTH - 1);
    stored(deep, "s");
    stored("/t/u", "s");
    ItemId t = Folders.find(bench.state(), FolderPath.parse("/t").orElseThrow()).orElseThrow();
    ItemUpdate move = update(Optional.empty(), FolderPath.parse(deep), Optional.empty());
    assertThat(code(bench.apply(new UpdateItem(t, move)))).contains(Rejection.Code.FOLDER_TOO_DEEP);
  }

  @Test
  void folderKeepsANameThatAPathCanSay() {
    stored("/a", "s");
    ItemId a = Folders.find(bench.state(), FolderPath.parse("/a").orElseThrow()).orElseThrow();
    for (String name : List.of("b/c", "..", "", "ä", "a\nb")) {
      ItemUpdate rename = update(Optional.of(name), Optional.empty(), Optional.empty());
      assertThat(code(bench.apply(new UpdateItem(a, rename))))
          .as(name)
          .contains(Rejection.Code.FOLDER_NAME_INVALID);
    }
  }

  @Test
  void kekNumbersCannotBeSkippedAndTheLoserIsDestroyed() {
    var first = bench.newKey().ref();
    var loser = bench.newKey().ref();
    assertThat(code(bench.apply(new InstallKek(new KekVersion(1), first)))).isEmpty();
    assertThat(code(bench.apply(new InstallKek(new KekVersion(1), first)))).isEmpty();
    assertThat(code(bench.apply(new InstallKek(new KekVersion(1), loser))))
        .contains(Rejection.Code.KEK_CONFLICT);
    assertThat(code(bench.apply(new InstallKek(new KekVersion(3), bench.newKey().ref()))))
        .contains(Rejection.Code.KEK_CONFLICT);
    assertThat(bench.state().currentKek()).contains(new KekVersion(1));
    assertThat(bench.state().kek(new KekVersion(1))).contains(first);
    assertThat(queuedForDestruction()).hasSize(2).noneMatch(key -> key.ref().equals(first));
  }

  @Test
  void logTimeNeverGoesBack() {
    ItemId id = stored("/", "s");
    bench.advance(Duration.ofHours(-1));
    ItemSummary rotated =
        item(
            bench.apply(
                new RotateItem(
                    id, ONE, bench.newSealed(), Retirement.DEACTIVATE, Optional.empty())));
    assertThat(rotated.version().orElseThrow().createdAt()).isEqualTo(Bench.START);
    assertThat(bench.state().clock()).isEqualTo(Bench.START);
  }
}
