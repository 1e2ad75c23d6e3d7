package io.craton.vault.core.decision;

import static io.craton.vault.core.decision.Bench.code;
import static io.craton.vault.core.decision.Bench.item;
import static io.craton.vault.core.decision.Bench.key;
import static io.craton.vault.core.decision.Bench.secret;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.core.Limits;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Command.BootstrapRoot;
import io.craton.vault.core.command.Command.CreateFolder;
import io.craton.vault.core.command.Command.CreateItem;
import io.craton.vault.core.command.Command.DeleteItem;
import io.craton.vault.core.command.Command.ItemUpdate;
import io.craton.vault.core.command.Command.UpdateItem;
import io.craton.vault.core.command.RequestTag;
import io.craton.vault.core.event.Event;
import io.craton.vault.core.event.Evolution;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.item.FolderOrigin;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.History;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.Place;
import io.craton.vault.core.rotation.RotationChange;
import io.craton.vault.core.testing.TestTokens;
import io.craton.vault.core.token.Grant;
import io.craton.vault.core.token.Permission;
import io.craton.vault.core.token.TokenHash;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Folders: how they come, move and go.
final class TreeTest {
  private static final TokenHash ROOT = TokenHash.ofToken("root");

  private final Bench bench = new Bench(13);

  private static FolderPath path(String text) {
    return FolderPath.parse(text).orElseThrow();
  }

  private Optional<ItemId> folder(String path) {
    return Folders.find(bench.state(), path(path));
  }

  private ItemId stored(String folder, String name) {
    ItemId id = bench.newId();
    assertThat(code(bench.apply(new CreateItem(id, secret(folder, name), bench.newSealed()))))
        .isEmpty();
    return id;
  }

  private CreateFolder make(String path) {
    return new CreateFolder(
        bench.newId(), path(path), Optional.empty(), Optional.empty(), RotationChange.NONE);
  }

  private static UpdateItem move(ItemId id, String folder, Optional<String> name) {
    return new UpdateItem(
        id,
        new ItemUpdate(
            name,
            Optional.of(path(folder)),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            RotationChange.NONE));
  }

  private String pathOf(ItemId id) {
    Item item = bench.state().item(id).orElseThrow();
    return Folders.pathOf(bench.state(), item.place().parent()) + item.place().name();
  }

  @Test
  void folderMadeTwiceIsOneFolderAndTakesWhatIsGiven() {
    ItemId first = item(bench.apply(make("/a/b"))).item().id();
    CreateFolder again =
        new CreateFolder(
            bench.newId(),
            path("/a/b"),
            Optional.of(Map.of("key", "value")),
            Optional.empty(),
            RotationChange.NONE);
    ItemSummary second = item(bench.apply(again));
    assertThat(second.item().id()).isEqualTo(first);
    assertThat(second.item().labels().metadata()).isEqualTo(Map.of("key", "value"));
    assertThat(second.folder()).hasToString("/a/");
    assertThat(second.version()).isEmpty();
    stored("/a", "s");
    assertThat(code(bench.apply(make("/a/s")))).contains(Rejection.Code.NAME_TAKEN);
    assertThat(code(bench.apply(make("/a/s/t")))).contains(Rejection.Code.NOT_A_FOLDER);
    assertThat(code(bench.apply(make("/")))).contains(Rejection.Code.ROOT_IS_FIXED);
  }

  @Test
  void folderThatCameByItselfGoesWithTheLastItemInIt() {
    ItemId one = stored("/a/b/c", "one");
    ItemId two = stored("/a", "two");
    bench.apply(new DeleteItem(one, false));
    assertThat(folder("/a")).isPresent();
    assertThat(folder("/a/b")).isEmpty();
    bench.apply(move(two, "/elsewhere", Optional.empty()));
    assertThat(folder("/a")).isEmpty();
    assertThat(pathOf(two)).isEqualTo("/elsewhere/two");
  }

  @Test
  void folderThatSomebodyAskedForStaysWhenItIsEmpty() {
    ItemId id = stored("/a/b", "s");
    ItemId a = folder("/a").orElseThrow();
    assertThat(item(bench.apply(make("/a"))).item().id()).isEqualTo(a);
    bench.apply(new DeleteItem(id, false));
    assertThat(folder("/a/b")).isEmpty();
    assertThat(folder("/a")).contains(a);
    assertThat(code(bench.apply(new DeleteItem(a, false)))).isEmpty();
  }

  @Test
  void folderThatTheSameCommandPutsSomethingIntoIsKept() {
    ItemId id = stored("/a/b", "s");
    ItemId b = folder("/a/b").orElseThrow();
    bench.apply(move(id, "/a/b/c/d", Optional.empty()));
    assertThat(pathOf(id)).isEqualTo("/a/b/c/d/s");
    assertThat(folder("/a/b")).contains(b);
    bench.apply(move(id, "/a/b", Optional.empty()));
    assertThat(folder("/a/b")).contains(b);
    assertThat(folder("/a/b/c")).isEmpty();
    bench.apply(move(id, "/a", Optional.of("b2")));
    assertThat(pathOf(id)).isEqualTo("/a/b2");
    assertThat(folder("/a/b")).isEmpty();
    bench.apply(move(folder("/a").orElseThrow(), "/x", Optional.of("y")));
    assertThat(pathOf(id)).isEqualTo("/x/y/b2");
  }

  @Test
  void bootstrapMakesTheBuiltInFoldersAndTheyStay() {
    bench.apply(new BootstrapRoot(ROOT));
    for (String name : List.of("key", "secret", "token", "client-secret", "service-tokens")) {
      ItemId id = folder("/" + name).orElseThrow();
      assertThat(bench.state().item(id).orElseThrow().kind())
          .isEqualTo(new ItemKind.Folder(FolderOrigin.BUILT_IN));
      assertThat(code(bench.apply(new DeleteItem(id, true))))
          .contains(Rejection.Code.ROOT_IS_FIXED);
      assertThat(code(bench.apply(move(id, "/other", Optional.empty()))))
          .contains(Rejection.Code.ROOT_IS_FIXED);
      assertThat(item(bench.apply(make("/" + name))).item().kind())
          .isEqualTo(new ItemKind.Folder(FolderOrigin.BUILT_IN));
    }
    assertThat(folder("/other")).isEmpty();
  }

  @Test
  void recursiveDeleteIsOneCommandThatLeavesNothing() {
    bench.apply(make("/keep"));
    ItemId kept = stored("/keep", "s");
    for (int i = 0; i < 20; i++) {
      bench.apply(
          new CreateItem(bench.newId(), key("/keep/gone/" + i % 5, "k" + i), bench.newKey()));
    }
    ItemId gone = folder("/keep/gone").orElseThrow();
    assertThat(code(bench.apply(new DeleteItem(gone, false))))
        .contains(Rejection.Code.FOLDER_NOT_EMPTY);
    assertThat(bench.apply(new DeleteItem(gone, true))).isEqualTo(new Outcome.ItemDeleted(gone));
    assertThat(bench.state().items(ItemId.ROOT, 100)).extracting(Item::id).hasSize(2);
    assertThat(bench.state().children(gone, "", 9)).isEmpty();
    assertThat(bench.state().outbox(0, 100)).hasSize(20);
    assertThat(pathOf(kept)).isEqualTo("/keep/s");
  }

  @Test
  void retriedRecursiveDeleteAnswersAsBeforeAndDeletesNothingElse() {
    stored("/gone", "s");
    ItemId gone = folder("/gone").orElseThrow();
    RequestTag tag = bench.newTag();
    DeleteItem delete = new DeleteItem(gone, true);
    Outcome first = bench.apply(bench.proposal(delete, Optional.empty(), Optional.of(tag)));
    ItemId later = stored("/gone", "s");
    assertThat(bench.apply(bench.proposal(delete, Optional.empty(), Optional.of(tag))))
        .isEqualTo(first);
    assertThat(pathOf(later)).isEqualTo("/gone/s");
  }

  @Test
  void recursiveDeleteOfTooManyItemsIsRefusedAsAWhole() {
    ItemId folder = item(bench.apply(make("/many"))).item().id();
    for (int i = 1; i < Limits.ITEMS_PER_DELETE; i++) {
      stored("/many", "s" + i);
    }
    ItemId last = stored("/many", "last");
    Outcome refused = bench.apply(new DeleteItem(folder, true));
    assertThat(code(refused)).contains(Rejection.Code.TOO_MANY_ITEMS);
    assertThat(refused.toString()).contains(Integer.toString(Limits.ITEMS_PER_DELETE));
    assertThat(bench.state().item(last)).isPresent();
    bench.apply(new DeleteItem(last, false));
    assertThat(code(bench.apply(new DeleteItem(folder, true)))).isEmpty();
    assertThat(bench.state().items(ItemId.ROOT, 9)).isEmpty();
  }

  @Test
  void recursiveDeleteOfTooManyVersionsIsRefusedAndEachItemAloneIsNot() {
    ItemId one = withVersions(stored("/v", "one"), Limits.VERSIONS_PER_ITEM);
    ItemId two = withVersions(stored("/v", "two"), 1);
    ItemId folder = folder("/v").orElseThrow();
    assertThat(code(bench.apply(new DeleteItem(folder, true))))
        .contains(Rejection.Code.TOO_MANY_ITEMS);
    assertThat(code(bench.apply(new DeleteItem(one, false)))).isEmpty();
    assertThat(code(bench.apply(new DeleteItem(two, false)))).isEmpty();
  }

  private ItemId withVersions(ItemId id, int count) {
    Item item = bench.state().item(id).orElseThrow();
    bench
        .state()
        .putItem(item.withHistory(new History(Bench.START, Optional.of(Bench.START), count)));
    return id;
  }

  @Test
  void moveOfAFolderThatHoldsTooMuchToADeeperPlaceIsRefused() {
    ItemId folder = item(bench.apply(make("/big"))).item().id();
    for (int i = 0; i <= Limits.FOLDER_MOVE_ITEMS; i++) {
      bench.state().putChild(new Place(folder, "n" + i), ItemId.ROOT);
    }
    assertThat(code(bench.apply(move(folder, "/deeper/place", Optional.empty()))))
        .contains(Rejection.Code.FOLDER_TOO_BIG);
    assertThat(folder("/deeper")).isEmpty();
  }

  @Test
  void folderMoveIsOneCommandWhateverLiesBelow() {
    ItemId id = stored("/a/b/c", "s");
    ItemId a = folder("/a").orElseThrow();
    Decision decision =
        Decider.decide(bench.state(), bench.proposal(move(a, "/x", Optional.of("y"))));
    assertThat(decision.events()).filteredOn(Event.ItemChanged.class::isInstance).hasSize(1);
    Evolution.evolve(decision.events(), bench.state());
    assertThat(pathOf(id)).isEqualTo("/x/y/b/c/s");
    assertThat(folder("/x/y")).contains(a);
  }

  @Test
  void tokenReachesFoldersInItsScopeOnly() {
    TokenHash scoped = TokenHash.ofToken("scoped");
    bench.apply(new BootstrapRoot(ROOT));
    Grant grant =
        new Grant(
            "t",
            Set.of(Permission.WRITE, Permission.DELETE),
            path("/in"),
            bench.now(),
            Optional.empty());
    bench.apply(
        bench.proposal(TestTokens.granting(scoped, grant), Optional.of(ROOT), Optional.empty()));
    assertThat(codeAs(scoped, make("/in/deep"))).isEmpty();
    assertThat(codeAs(scoped, make("/in"))).contains(Rejection.Code.PERMISSION_DENIED);
    assertThat(codeAs(scoped, make("/out"))).contains(Rejection.Code.PERMISSION_DENIED);
    ItemId deep = folder("/in/deep").orElseThrow();
    assertThat(codeAs(scoped, move(deep, "/out", Optional.empty())))
        .contains(Rejection.Code.PERMISSION_DENIED);
    stored("/out", "s");
    assertThat(codeAs(scoped, new DeleteItem(folder("/out").orElseThrow(), true)))
        .contains(Rejection.Code.ITEM_NOT_FOUND);
    assertThat(codeAs(scoped, new DeleteItem(deep, true))).isEmpty();
  }

  private Optional<Rejection.Code> codeAs(TokenHash token, Command command) {
    return code(bench.apply(bench.proposal(command, Optional.of(token), Optional.empty())));
  }
}
