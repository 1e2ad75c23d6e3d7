package io.craton.vault.consensus.rocks;

import static io.craton.vault.consensus.rocks.Logged.apply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.consensus.Proposals;
import io.craton.vault.consensus.Samples;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.decision.Decider;
import io.craton.vault.core.decision.Decision;
import io.craton.vault.core.event.Event;
import io.craton.vault.core.event.Evolution;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.ProposalId;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.Place;
import io.craton.vault.core.item.VersionState;
import io.craton.vault.core.rotation.DefaultsFor;
import io.craton.vault.core.rotation.Frequency;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.state.DueRow;
import io.craton.vault.core.state.FolderEntry;
import io.craton.vault.core.state.OutboxRow;
import io.craton.vault.core.state.OutcomeAge;
import io.craton.vault.core.state.RecordedOutcome;
import io.craton.vault.core.state.ReplanRow;
import io.craton.vault.core.state.RotationRow;
import io.craton.vault.core.state.StateView;
import io.craton.vault.core.state.StateWriter;
import io.craton.vault.core.testing.MapState;
import io.craton.vault.core.testing.RandomCommands;
import io.craton.vault.core.testing.TestTokens;
import io.craton.vault.core.token.TokenHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Options;
import org.rocksdb.PerfLevel;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBatch;

class RocksStoreTest {
  @TempDir Path directory;

  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private final long seed = new Random().nextLong();
  private final Samples samples = new Samples(seed);
  private final Proposals proposals = new Proposals(seed);
  private final RocksMemory memory = new RocksMemory();
  private final List<RocksStore> opened = new ArrayList<>();

  @AfterEach
  void closeAll() {
    opened.forEach(RocksStore::close);
    assertThat(memory.openHandles()).as("only the shared handles are left").isEqualTo(2);
    memory.close();
  }

  private RocksStore open(String name) {
    RocksStore store = RocksStore.open(directory.resolve(name), memory);
    opened.add(store);
    return store;
  }

  @Test
  void writesAndPositionSurviveTogetherOrNotAtAll() {
    RocksStore store = open("state");
    TokenHash flushed = samples.token();
    TokenHash lost = samples.token();
    apply(store, 1, proposals.grant(flushed));
    store.flush();
    apply(store, 2, proposals.grant(lost));
    Path killed = copyOfLiveFiles("state", "killed");
    RocksStore after = RocksStore.open(killed, memory);
    opened.add(after);
    assertThat(after.applied()).isEqualTo(new Applied(1, 1));
    assertThat(granted(after, flushed)).isTrue();
    assertThat(granted(after, lost)).isFalse();
    apply(after, 2, proposals.grant(lost));
    assertThat(granted(after, lost)).isTrue();
  }

  @Test
  void aKilledProcessHasFewEntriesToApplyAnew() throws Exception {
    RocksStore store = open("state");
    for (int index = 1; index < 2 * RocksStore.FLUSH_INTERVAL; index++) {
      store.skip(new Applied(1, index));
    }
    long survived = -1;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    for (int copy = 0; survived < RocksStore.FLUSH_INTERVAL; copy++) {
      assertThat(System.nanoTime()).as("flushed in time").isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(20);
      survived = survivorOf("killed" + copy);
    }
    assertThat(survived).isLessThan(2 * RocksStore.FLUSH_INTERVAL);
  }

  /// Where the state of a process would be that was killed now; -1 of a copy that was taken while
  /// files changed.
  private long survivorOf(String copy) {
    try (RocksStore after = RocksStore.open(copyOfLiveFiles("state", copy), memory)) {
      return after.applied().index();
    } catch (StoreException | UncheckedIOException e) {
      return -1;
    }
  }

  /// What a killed process leaves: everything in the files, nothing of its memory.
  private Path copyOfLiveFiles(String from, String to) {
    try {
      Path source = directory.resolve(from).resolve("db");
      Path target = directory.resolve(to).resolve("db");
      Files.createDirectories(target);
      for (Path file : Durable.list(source)) {
        if (!file.getFileName().toString().equals("LOCK")) {
          Files.copy(file, target.resolve(file.getFileName()));
        }
      }
      return directory.resolve(to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void failedChangeWritesNothing() {
    RocksStore store = open("state");
    TokenHash token = samples.token();
    assertThatThrownBy(() ->
            store.apply(
                new Applied(1, 1),
                (view, writer) -> {
                  writer.addToken(TestTokens.record(token, samples.grant()));
                  writer.putTokenValue(token, TestTokens.id(token));
                  throw new IllegalStateException("in the middle");
                }))
        .hasMessage("in the middle");
    assertThat(store.applied()).isEqualTo(Applied.NOTHING);
    assertThat(granted(store, token)).isFalse();
  }

  @Test
  void sameLogGivesTheSameDigestTwiceAndThroughASnapshot() {
    List<Proposal> log = log(300);
    RocksStore straight = open("straight");
    RocksStore again = open("again");
    RocksStore restored = open("restored");
    for (int i = 0; i < log.size(); i++) {
      apply(straight, i, log.get(i));
      apply(again, i, log.get(i));
      if (i == 150) {
        Path snapshot = directory.resolve("snapshot");
        assertThat(straight.checkpoint(snapshot)).isEqualTo(new Applied(1, 150));
        restored.replaceWith(snapshot);
        assertThat(restored.digest()).isEqualTo(straight.digest());
      }
      if (i > 150) {
        apply(restored, i, log.get(i));
      }
    }
    assertThat(again.digest()).as("seed %d", seed).isEqualTo(straight.digest());
    assertThat(restored.digest()).as("seed %d", seed).isEqualTo(straight.digest());
  }

  /// Proposals that mostly mean something, because each is made for the state that the ones before
  /// it lead to.
  private List<Proposal> log(int size) {
    return log(size, state -> true);
  }

  /// As [#log(int)], with as many proposals more as it takes to lead to a state that `holds`: what
  /// a test is about must not be missing from it by chance.
  private List<Proposal> log(int size, Predicate<StateView> holds) {
    List<Proposal> log = new ArrayList<>();
    MapState state = new MapState();
    RandomCommands commands = new RandomCommands(seed, state);
    log.add(proposals.of(new Command.BootstrapRoot(samples.token())));
    Decider.decide(state, log.getFirst()).events().forEach(event -> evolve(event, state));
    for (int i = 1; i < size || !holds.test(state); i++) {
      assertThat(i).as("seed %d: proposals", seed).isLessThan(100 * size);
      Instant now = later(state.clock(), Proposals.NOW).plusSeconds(i % 60);
      Proposal proposal =
          i % 10 == 0
              ? samples.proposal()
              : new Proposal(
                  ProposalId.of(proposals.bytes(ProposalId.SIZE)),
                  Optional.empty(),
                  i % 3 == 0 ? Optional.of(proposals.tag()) : Optional.empty(),
                  now,
                  commands.next(now),
                  commands.keysFrom());
      Decider.decide(state, proposal).events().forEach(event -> evolve(event, state));
      log.add(proposal);
    }
    return log;
  }

  private static void evolve(Event event, MapState state) {
    Evolution.evolve(List.of(event), state);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  @Test
  void storeHoldsWhatTheReferenceHolds() {
    RocksStore store = open("state");
    MapState reference = new MapState();
    List<Proposal> log = log(1_000, RocksStoreTest::hasReferrers);
    for (int i = 0; i < log.size(); i++) {
      Decision decision = Decider.decide(reference, log.get(i));
      Evolution.evolve(decision.events(), reference);
      assertThat(apply(store, i, log.get(i)).equals(decision.outcome()))
          .as("seed %d step %d", seed, i)
          .isTrue();
    }
    Map<String, Object> expected = everything(reference);
    Map<String, Object> found = store.read(RocksStoreTest::everything);
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    expected.forEach((what, value) ->
        assertThat(value.equals(found.get(what))).as("seed %d: %s", seed, what).isTrue());
    assertThat(found.toString()).as("seed %d", seed).contains("encrypted under");
  }

  private static boolean hasReferrers(StateView view) {
    return view.items(ItemId.ROOT, Integer.MAX_VALUE).stream()
        .anyMatch(item -> !view.encryptedUnder(item.id(), 1).isEmpty());
  }

  private static Map<String, Object> everything(StateView view) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("clock", view.clock());
    all.put("sweep", view.sweepGeneration());
    all.put("keks", view.keks());
    all.put("current kek", view.currentKek());
    all.put("oldest kek in use", view.oldestKekInUse());
    for (int number = 1; number < 200; number++) {
      KekVersion kek = new KekVersion(number);
      all.put("key of kek " + number, view.kek(kek));
      all.put("count under kek " + number, view.sealedCount(kek));
      List<VersionId> sealed = view.sealedUnder(kek, Optional.empty(), Integer.MAX_VALUE);
      all.put("sealed under kek " + number, sealed);
      all.put("rest under kek " + number, view.sealedUnder(kek, sealed.stream().findFirst(), 2));
    }
    all.put("versions", view.allVersions(Optional.empty(), Integer.MAX_VALUE));
    all.put("versions in pages", inPages(view));
    all.put("children of the root", view.children(ItemId.ROOT, "", Integer.MAX_VALUE));
    all.put("last of the root", view.entriesBefore(ItemId.ROOT, Optional.empty(), 9));
    all.put("entries of the root", view.entries(ItemId.ROOT, "", Integer.MAX_VALUE));
    all.put("folders in the root", view.subfolders(ItemId.ROOT, "", Integer.MAX_VALUE));
    all.put("outbox", view.outbox(0, Integer.MAX_VALUE));
    all.put("due", view.due(LATEST, Integer.MAX_VALUE));
    all.put("rotations", view.rotations(LATEST, Optional.empty(), Integer.MAX_VALUE));
    all.put("next rotation", view.nextRotation());
    all.put("some rotations", view.rotations(view.clock(), view.nextRotation(), 3));
    all.put("replans", view.replans(Integer.MAX_VALUE));
    all.put("outcomes", view.oldestOutcomes(Integer.MAX_VALUE));
    for (DefaultsFor kind : DefaultsFor.values()) {
      all.put("defaults for " + kind, view.rotationDefaults(kind));
    }
    for (Item item : view.items(ItemId.ROOT, Integer.MAX_VALUE)) {
      ItemId id = item.id();
      all.put("item " + id, item);
      all.put("versions of " + id, view.versions(id, 1, Integer.MAX_VALUE));
      all.put("children of " + id, view.children(id, "", Integer.MAX_VALUE));
      all.put("children of " + id + " from behind", view.entriesBefore(id, Optional.empty(), 99));
      all.put("children of " + id + " before f", view.entriesBefore(id, Optional.of("f"), 99));
      all.put("entries of " + id, view.entries(id, "", Integer.MAX_VALUE));
      all.put("folders in " + id, view.subfolders(id, "", Integer.MAX_VALUE));
      all.put("compromised of " + id, view.compromised(id, Integer.MAX_VALUE));
      List<ItemId> referrers = view.encryptedUnder(id, Integer.MAX_VALUE);
      if (!referrers.isEmpty()) {
        all.put("encrypted under " + id, referrers);
      }
    }
    return all;
  }

  private static List<ItemVersion> inPages(StateView view) {
    List<ItemVersion> all = new ArrayList<>();
    Optional<VersionId> after = Optional.empty();
    while (true) {
      List<ItemVersion> page = view.allVersions(after, 7);
      if (page.isEmpty()) {
        return all;
      }
      all.addAll(page);
      after = Optional.of(page.getLast().id());
    }
  }

  /// RocksDB only marks what is deleted until it compacts, and nobody must have to pass over that:
  /// the first row of a queue is looked for with every command.
  @Test
  void lookingAtAQueueCostsNothingForWhatWasTakenFromIt() throws Exception {
    int rows = 3_000;
    RocksStore store = open("state");
    RecordedOutcome lastOutcome = samples.recorded();
    for (int i = 1; i <= rows; i++) {
      RecordedOutcome outcome = recordedAt(Proposals.NOW.plusSeconds(i));
      DueRow due = dueAt(Proposals.NOW.plusSeconds(i));
      RotationRow rotation = new RotationRow(Proposals.NOW.plusSeconds(i), samples.itemId());
      OutboxRow row = new OutboxRow(i, samples.keyRef(), Proposals.NOW);
      store.apply(
          new Applied(1, 2L * i),
          (view, writer) -> {
            writer.putOutcome(outcome);
            writer.putDue(due);
            writer.putRotation(rotation);
            writer.putOutbox(row);
            return outcome;
          });
      if (i < rows) {
        store.apply(
            new Applied(1, 2L * i + 1),
            (view, writer) -> {
              writer.deleteOutcome(OutcomeAge.of(outcome));
              writer.deleteDue(due);
              writer.deleteRotation(rotation);
              writer.deleteOutbox(row.number());
              return outcome;
            });
      }
      lastOutcome = outcome;
    }
    RecordedOutcome left = lastOutcome;
    try (Options options = new Options().setCreateIfMissing(true);
        RocksDB counter = RocksDB.open(options, directory.resolve("counter").toString())) {
      counter.setPerfLevel(PerfLevel.ENABLE_COUNT);
      counter.getPerfContext().reset();
      store.read(view -> {
        assertThat(view.oldestOutcomes(9).equals(List.of(OutcomeAge.of(left)))).isTrue();
        assertThat(view.due(LATEST, 9)).hasSize(1);
        assertThat(view.nextDue()).isPresent();
        assertThat(view.rotations(LATEST, Optional.empty(), 9)).hasSize(1);
        assertThat(view.nextRotation()).isPresent();
        assertThat(view.outbox(0, 9)).hasSize(1);
        return left;
      });
      assertThat(counter.getPerfContext().getInternalDeleteSkippedCount())
          .as("deleted rows passed over")
          .isLessThan(50);
      counter.setPerfLevel(PerfLevel.DISABLE);
    }
  }

  private RecordedOutcome recordedAt(Instant at) {
    RecordedOutcome any = samples.recorded();
    return new RecordedOutcome(any.key(), any.proposal(), any.fingerprint(), at, any.outcome());
  }

  private DueRow dueAt(Instant at) {
    return new DueRow(
        at, DueRow.Kind.DESTROY_VERSION, new VersionId(samples.itemId(), VersionNumber.FIRST));
  }

  @Test
  void aRowBeforeTheFrontOfAQueueIsItsFront() {
    RocksStore store = open("state");
    List<DueRow> rows =
        Stream.of(50, 60, 10, 5, 70).map(at -> dueAt(Proposals.NOW.plusSeconds(at))).toList();
    List<List<DueRow>> seen = new ArrayList<>();
    int index = 0;
    for (DueRow row : rows) {
      index++;
      store.apply(
          new Applied(1, index),
          (view, writer) -> {
            writer.putDue(row);
            // Takes the first of those that were there, if any.
            view.nextDue().ifPresent(writer::deleteDue);
            return row;
          });
      seen.add(store.read(view -> view.due(LATEST, 9)));
    }
    assertThat(seen)
        .containsExactly(
            List.of(rows.get(0)),
            List.of(rows.get(1)),
            List.of(rows.get(2)),
            List.of(rows.get(3)),
            List.of(rows.get(4)));
  }

  @Test
  void referrersStayWithTheirKeyAndDefaultsWithTheirKind() {
    RocksStore store = open("state");
    ItemId key = samples.itemId();
    List<ItemId> referrers = Stream.generate(samples::itemId).limit(3).sorted().toList();
    RotationSettings settings =
        new RotationSettings(
            Optional.of(new Frequency.Never()), Optional.empty(), Optional.empty());
    store.apply(
        new Applied(1, 1),
        (view, writer) -> {
          referrers.reversed().forEach(item -> writer.putEncryptedUnder(key, item));
          writer.putEncryptedUnder(samples.itemId(), samples.itemId());
          writer.putRotationDefaults(DefaultsFor.SIGNING, settings);
          return key;
        });
    assertThat(store.read(view -> view.encryptedUnder(key, 9)).equals(referrers)).isTrue();
    assertThat(store.read(view -> view.encryptedUnder(key, 2)).equals(referrers.subList(0, 2)))
        .isTrue();
    assertThat(store.read(view -> view.rotationDefaults(DefaultsFor.SIGNING)).equals(settings))
        .isTrue();
    assertThat(
            store
                .read(view -> view.rotationDefaults(DefaultsFor.JWT))
                .equals(RotationSettings.INHERITED))
        .isTrue();
    store.apply(
        new Applied(1, 2),
        (view, writer) -> {
          writer.deleteEncryptedUnder(key, referrers.getFirst());
          return key;
        });
    assertThat(store.read(view -> view.encryptedUnder(key, 9)).equals(referrers.subList(1, 3)))
        .isTrue();
  }

  @Test
  void digestTellsReferrersAndDefaultsApart() {
    ItemId key = samples.itemId();
    ItemId item = samples.itemId();
    RotationSettings settings = samples.rotation();
    List<Consumer<StateWriter>> changes =
        List.of(
            writer -> {},
            writer -> writer.putEncryptedUnder(key, item),
            writer -> writer.putEncryptedUnder(item, key),
            writer -> writer.putRotationDefaults(DefaultsFor.SIGNING, settings),
            writer -> writer.putRotationDefaults(DefaultsFor.JWT, settings));
    Set<StateDigest> digests = new HashSet<>();
    for (int i = 0; i < changes.size(); i++) {
      Consumer<StateWriter> change = changes.get(i);
      RocksStore store = open("state" + i);
      store.apply(
          new Applied(1, 1),
          (view, writer) -> {
            change.accept(writer);
            return key;
          });
      digests.add(store.digest());
    }
    assertThat(digests).hasSize(changes.size());
  }

  @Test
  void dueRowsComeInOrderOfTimeToTheNanosecond() {
    RocksStore store = open("state");
    List<DueRow> rows = new ArrayList<>();
    for (Instant at :
        List.of(
            Instant.parse("1969-12-31T23:59:59.999999999Z"),
            Instant.EPOCH,
            Instant.parse("2026-11-23T12:00:00.000000001Z"),
            Instant.parse("2026-11-23T12:00:00.000000002Z"))) {
      rows.add(
          new DueRow(
              at,
              DueRow.Kind.DESTROY_VERSION,
              new VersionId(samples.itemId(), new VersionNumber(1))));
    }
    store.apply(
        new Applied(1, 1),
        (view, writer) -> {
          rows.reversed().forEach(writer::putDue);
          return rows;
        });
    assertThat(store.read(view -> view.due(Instant.MAX.minusSeconds(1), 9)).equals(rows)).isTrue();
    assertThat(store.read(view -> view.due(rows.get(2).at(), 9)).equals(rows.subList(0, 3)))
        .isTrue();
    assertThat(store.read(view -> view.nextDue().orElseThrow()).equals(rows.getFirst())).isTrue();
  }

  @Test
  void rotationsComeInOrderOfTimeAndGoOnAfterARow() {
    RocksStore store = open("state");
    ItemId small = ItemId.of(new byte[ItemId.SIZE]);
    Instant noon = Instant.parse("2026-11-23T12:00:00Z");
    List<RotationRow> rows =
        List.of(
            new RotationRow(noon, small),
            new RotationRow(noon, samples.itemId()),
            new RotationRow(noon.plusNanos(1), small),
            new RotationRow(noon.plusSeconds(1), small));
    store.apply(
        new Applied(1, 1),
        (view, writer) -> {
          rows.reversed().forEach(writer::putRotation);
          writer.putReplan(new ReplanRow(small, "n"));
          writer.putReplan(new ReplanRow(rows.get(1).item(), "old"));
          writer.putReplan(new ReplanRow(rows.get(1).item(), ""));
          return rows;
        });
    assertThat(
            store
                .read(view -> view.rotations(Instant.MAX.minusSeconds(1), Optional.empty(), 9))
                .equals(rows))
        .isTrue();
    assertThat(
            store
                .read(view -> view.rotations(noon.plusNanos(1), Optional.of(rows.get(0)), 9))
                .equals(rows.subList(1, 3)))
        .isTrue();
    assertThat(store.read(view -> view.rotations(noon, Optional.empty(), 1)).size()).isEqualTo(1);
    assertThat(
            store
                .read(view -> view.replans(9))
                .equals(List.of(new ReplanRow(small, "n"), new ReplanRow(rows.get(1).item(), ""))))
        .isTrue();
  }

  @Test
  void listsStayWithinTheirItemAndTheirFolder() {
    RocksStore store = open("state");
    ItemId one = samples.itemId();
    ItemId folder = samples.itemId();
    List<ItemId> children = List.of(samples.itemId(), samples.itemId(), samples.itemId());
    store.apply(
        new Applied(1, 1),
        (view, writer) -> {
          for (int number : new int[] {1, 2, 300, 70_000}) {
            writer.putVersion(version(one, number));
          }
          writer.putVersion(version(samples.itemId(), 1));
          putChild(writer, new Place(folder, "b"), children.get(1));
          putChild(writer, new Place(folder, "a"), children.get(0));
          putChild(writer, new Place(folder, "ba"), children.get(2));
          putChild(writer, new Place(samples.itemId(), "a"), samples.itemId());
          return one;
        });
    assertThat(store.read(view -> view.versions(one, 2, 2)).stream().map(v -> v.number().value()))
        .containsExactly(2, 300);
    assertThat(store.read(view -> view.versions(one, 1, 99)).size()).isEqualTo(4);
    assertThat(store.read(view -> view.children(folder, "", 9)).equals(children)).isTrue();
    assertThat(store.read(view -> view.children(folder, "a", 9)).equals(children.subList(1, 3)))
        .isTrue();
    assertThat(ids(store.read(view -> view.entries(folder, "a", 9))).equals(children.subList(1, 3)))
        .isTrue();
    assertThat(
            ids(store.read(view -> view.entriesBefore(folder, Optional.empty(), 9)))
                .equals(children.reversed()))
        .isTrue();
    assertThat(
            ids(store.read(view -> view.entriesBefore(folder, Optional.of("ba"), 1)))
                .equals(children.subList(1, 2)))
        .isTrue();
    assertThat(
            ids(store.read(view -> view.entriesBefore(folder, Optional.of("bb"), 1)))
                .equals(children.subList(2, 3)))
        .isTrue();
    assertThat(store.read(view -> view.entriesBefore(folder, Optional.of("a"), 9)).isEmpty())
        .isTrue();
  }

  /// The last folder there can be has no key behind it to start from.
  @Test
  void theLastFolderIsReadFromItsEnd() {
    RocksStore store = open("state");
    byte[] last = new byte[ItemId.SIZE];
    Arrays.fill(last, (byte) 0xff);
    ItemId folder = ItemId.of(last);
    ItemId child = samples.itemId();
    store.apply(
        new Applied(1, 1),
        (view, writer) -> {
          putChild(writer, new Place(folder, "x"), child);
          return child;
        });
    assertThat(
            ids(store.read(view -> view.entriesBefore(folder, Optional.empty(), 9)))
                .equals(List.of(child)))
        .isTrue();
  }

  private void putChild(StateWriter writer, Place place, ItemId id) {
    Item like = samples.item();
    writer.putItem(
        new Item(id, like.kind(), place, like.labels(), like.lifecycle(), like.rotation()));
    writer.putChild(place, id);
  }

  private static List<ItemId> ids(List<FolderEntry> entries) {
    return entries.stream().map(entry -> entry.item().id()).toList();
  }

  private ItemVersion version(ItemId item, int number) {
    return new ItemVersion(
        new VersionId(item, new VersionNumber(number)),
        Proposals.NOW,
        Optional.empty(),
        new VersionState.Destroyed(Proposals.NOW));
  }

  @Test
  void outcomesAreCountedAndComeOldestFirst() {
    RocksStore store = open("state");
    List<RecordedOutcome> outcomes =
        List.of(samples.recorded(), samples.recorded(), samples.recorded());
    store.apply(
        new Applied(1, 1),
        (view, writer) -> {
          outcomes.forEach(writer::putOutcome);
          return outcomes;
        });
    List<OutcomeAge> oldest = store.read(view -> view.oldestOutcomes(2));
    assertThat(oldest.get(0).recordedAt()).isBefore(oldest.get(1).recordedAt());
    store.apply(
        new Applied(1, 2),
        (view, writer) -> {
          writer.deleteOutcome(oldest.getFirst());
          return oldest;
        });
    assertThat(store.read(view -> view.outcomeCount()).intValue()).isEqualTo(2);
    assertThat(store.read(view -> view.oldestOutcomes(9)).contains(oldest.getFirst())).isFalse();
  }

  @Test
  void aStateOfAnotherFormatIsRefused() {
    for (int format : new int[] {RocksStore.STORE_FORMAT - 1, RocksStore.STORE_FORMAT + 1}) {
      String name = "format" + format;
      open(name).close();
      Path live = new StoreDirectory(directory.resolve(name)).live();
      try (Database database = Database.open(live, memory);
          WriteBatch batch = new WriteBatch()) {
        RocksView view = new RocksView(database, database.latest());
        new BatchWriter(database, view, batch).put(MetaKey.STORE_FORMAT, Keys.number(format));
        database.write(batch);
        database.flush();
      }
      assertThatThrownBy(() -> open(name))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("has format " + format);
    }
  }

  @Test
  void useAfterCloseIsAnErrorAndNotACrash() {
    RocksStore store = open("state");
    store.close();
    assertThatThrownBy(() -> store.read(view -> view.clock()))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> store.skip(new Applied(1, 1)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void interruptedInstallLeavesTheOldStateOrTheNew() throws Exception {
    RocksStore store = open("state");
    apply(store, 1, proposals.grant(samples.token()));
    store.flush();
    StateDigest before = store.digest();
    store.close();
    Path root = directory.resolve("state");
    Files.createDirectories(root.resolve("incoming"));
    Files.writeString(root.resolve("incoming/CURRENT"), "half of it");
    Durable.move(root.resolve("db"), root.resolve("retired"));
    RocksStore after = open("state");
    assertThat(after.digest()).isEqualTo(before);
  }

  private static boolean granted(RocksStore store, TokenHash token) {
    return store.read(view -> view.token(token).isPresent());
  }
}
