package io.craton.vault.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.core.cluster.ClusterMember;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Command.AbandonKeys;
import io.craton.vault.core.command.Command.BootstrapRoot;
import io.craton.vault.core.command.Command.CreateItem;
import io.craton.vault.core.command.Command.FireTimers;
import io.craton.vault.core.command.Command.GrantToken;
import io.craton.vault.core.command.Command.InstallKek;
import io.craton.vault.core.command.Command.ReplanItems;
import io.craton.vault.core.command.Command.RetireKek;
import io.craton.vault.core.command.Command.RevokeToken;
import io.craton.vault.core.command.Command.RotateItem;
import io.craton.vault.core.command.Command.RotateOnSchedule;
import io.craton.vault.core.event.Evolution;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.SweepGeneration;
import io.craton.vault.core.item.Availability;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.rotation.EffectiveRotation;
import io.craton.vault.core.rotation.EffectiveRotation.Setting;
import io.craton.vault.core.rotation.Frequency;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.rotation.Schedule;
import io.craton.vault.core.state.OutboxRow;
import io.craton.vault.core.state.RotationRow;
import io.craton.vault.core.testing.Kinds;
import io.craton.vault.core.testing.RandomCommands;
import io.craton.vault.core.token.TokenHash;
import io.craton.vault.core.token.TokenRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Random commands against [NaiveVault]. After every step the real decisions must have refused what
/// the model refuses, and the state must show what the model shows. Rerun a failure with
/// `-Dcraton.seed=N`.
final class ModelTest {
  private static final int STEPS = 100_000;
  private static final List<String> BUILT_IN =
      List.of("key", "secret", "token", "client-secret", "service-tokens");

  /// What the random commands are meant to run into.
  private static final Set<Rejection.Code> EXPECTED =
      EnumSet.of(
          Rejection.Code.ITEM_NOT_FOUND,
          Rejection.Code.VERSION_NOT_FOUND,
          Rejection.Code.NAME_TAKEN,
          Rejection.Code.ILLEGAL_TRANSITION,
          Rejection.Code.VERSION_CONFLICT,
          Rejection.Code.WRONG_TYPE,
          Rejection.Code.FOLDER_NOT_EMPTY,
          Rejection.Code.NOT_A_FOLDER,
          Rejection.Code.FOLDER_INTO_ITSELF,
          Rejection.Code.ROOT_IS_FIXED,
          Rejection.Code.FOLDER_NAME_INVALID,
          Rejection.Code.KEY_IN_USE,
          Rejection.Code.ENCRYPTING_ITEM_UNKNOWN,
          Rejection.Code.ENCRYPTING_ITEM_UNUSABLE,
          Rejection.Code.POLICY_NOT_APPLICABLE,
          Rejection.Code.GRACE_NOT_APPLICABLE,
          Rejection.Code.NOT_DUE,
          Rejection.Code.KEY_TOO_OLD,
          Rejection.Code.SWEEP_CONFLICT,
          Rejection.Code.KEK_CONFLICT,
          Rejection.Code.KEK_RETIRED,
          Rejection.Code.KEK_IN_USE,
          Rejection.Code.KEK_NOT_FOUND,
          Rejection.Code.LAST_ADMIN,
          Rejection.Code.TOKEN_NOT_FOUND,
          Rejection.Code.TOKEN_STORED_ALREADY,
          Rejection.Code.TOKEN_CONFLICT,
          Rejection.Code.MEMBER_ELSEWHERE,
          Rejection.Code.MEMBER_ADDRESS_TAKEN,
          Rejection.Code.TOO_MANY_MEMBERS,
          Rejection.Code.MEMBER_LEAVING,
          Rejection.Code.MEMBER_CONFLICT);

  private final long seed = Long.getLong("craton.seed", new Random().nextLong());
  private final Random random = new Random(seed);
  private final Bench bench = new Bench(seed);
  private final RandomCommands commands = new RandomCommands(seed, bench.state());
  private final NaiveVault model = new NaiveVault();
  private final Set<KeyRef> handedIn = new HashSet<>();
  private final Set<TokenHash> hashes = new HashSet<>();
  private final Set<Rejection.Code> seen = EnumSet.noneOf(Rejection.Code.class);

  /// Of the random commands, and those that have no place among them: the first token comes once,
  /// at the beginning, and what the outbox has done would hide which keys were given up.
  private final Set<Class<?>> kinds =
      new HashSet<>(Set.of(BootstrapRoot.class, Command.CompleteEffects.class));

  @Test
  void stateFollowsTheNaiveModelThroughRandomCommands() {
    TokenHash root = TokenHash.ofToken("root");
    bench.apply(new BootstrapRoot(root));
    model.addBuiltIn(BUILT_IN);
    TokenRecord first = bench.state().token(root).orElseThrow();
    var _ = model.tokens.grant(new GrantToken(first.id(), root, first.grant()), bench.now());
    hashes.add(root);
    learnIds("seed " + seed);
    for (int step = 0; step < STEPS; step++) {
      String context = "seed " + seed + " step " + step;
      bench.advance(Duration.ofSeconds(random.nextInt(100)));
      step(context);
      if (step % 250 == 0) {
        checkEverything(context);
      }
    }
    checkEverything("seed " + seed + " at the end");
    assertThat(seen).as("seed %d", seed).containsAll(EXPECTED);
    assertThat(kinds)
        .as("seed %d: a command that is forgotten there is tested nowhere", seed)
        .containsExactlyInAnyOrderElementsOf(Kinds.concrete(Command.class));
  }

  private void step(String context) {
    Command command = commands.next(bench.now());
    kinds.add(command.getClass());
    brought(command).ifPresent(handedIn::add);
    hash(command).ifPresent(hashes::add);
    SweepGeneration keysFrom = commands.keysFrom();
    if (command instanceof RetireKek) {
      // The model destroys at once what time destroys, and the state with the next timer.
      while (!bench.state().due(bench.now(), 1).isEmpty()) {
        assertThat(bench.apply(new FireTimers())).isEqualTo(new Outcome.Done());
      }
    }
    Optional<Rejection.Code> expected = model.apply(command, bench.now(), keysFrom.value());
    Outcome outcome = bench.apply(bench.proposal(command, keysFrom));
    if (command instanceof AbandonKeys abandon && expected.isEmpty()) {
      handedIn.addAll(abandon.keys());
    }
    assertThat(lenient(Bench.code(outcome), command))
        .as("%s: %s", context, command)
        .isEqualTo(lenient(expected, command));
    expected.ifPresent(seen::add);
    learnIds(context);
    if (outcome instanceof Outcome.ItemWritten written) {
      ItemSummary summary = written.item();
      String path = model.path(summary.item().id()).orElseThrow();
      assertThat(NaiveVault.text(summary.folder()))
          .as("%s: %s", context, command)
          .isEqualTo(NaiveVault.parent(path));
      assertThat(summary.rotation()).as("%s: %s", context, command).isEqualTo(effective(path));
    }
  }

  /// A value whose time has come is gone in the model at once, and in the state with the next
  /// timer. Nobody is let in by it meanwhile; but it can still be revoked, and is still stored.
  private static Optional<Rejection.Code> lenient(Optional<Rejection.Code> code, Command command) {
    return switch (command) {
      case RevokeToken revoke -> code.filter(why -> why != Rejection.Code.TOKEN_NOT_FOUND);
      case CreateItem create ->
          code.map(why ->
              why == Rejection.Code.TOKEN_CONFLICT ? Rejection.Code.TOKEN_STORED_ALREADY : why);
      default -> code;
    };
  }

  private static Optional<TokenHash> hash(Command command) {
    return switch (command) {
      case GrantToken grant -> Optional.of(grant.token());
      case RotateItem rotate when rotate.material() instanceof Material.ApiToken value ->
          Optional.of(value.token());
      case RotateOnSchedule rotate when rotate.material() instanceof Material.ApiToken value ->
          Optional.of(value.token());
      default -> Optional.empty();
    };
  }

  private static Optional<KeyRef> brought(Command command) {
    return switch (command) {
      case CreateItem create -> ref(create.material());
      case RotateItem rotate -> ref(rotate.material());
      case RotateOnSchedule rotate -> ref(rotate.material());
      case InstallKek install -> Optional.of(install.ref());
      default -> Optional.empty();
    };
  }

  private static Optional<KeyRef> ref(Material material) {
    return material instanceof Material.HsmKey key ? Optional.of(key.ref()) : Optional.empty();
  }

  /// Folders that came by themselves have ids that the model cannot know; from then on they keep
  /// them.
  private void learnIds(String context) {
    model.nodes.forEach((path, node) -> {
      if (node.id.isEmpty()) {
        node.id = Folders.find(bench.state(), FolderPath.parse(path).orElseThrow());
        assertThat(node.id).as("%s: folder %s", context, path).isPresent();
      }
    });
  }

  private EffectiveRotation effective(String path) {
    Map<Setting, FolderPath> inherited = new EnumMap<>(Setting.class);
    var frequency = model.effective(path, Setting.FREQUENCY, RotationSettings::frequency);
    var retired = model.effective(path, Setting.RETIRED_STATE, RotationSettings::retiredState);
    var grace = model.effective(path, Setting.GRACE_PERIOD, RotationSettings::gracePeriod);
    from(Setting.FREQUENCY, frequency, inherited);
    from(Setting.RETIRED_STATE, retired, inherited);
    from(Setting.GRACE_PERIOD, grace, inherited);
    return new EffectiveRotation(
        frequency.value().orElseGet(Frequency.Never::new),
        model.retiredState(path),
        grace.value(),
        inherited);
  }

  private static void from(
      Setting setting, NaiveVault.Effective<?> effective, Map<Setting, FolderPath> inherited) {
    effective
        .folder()
        .ifPresent(folder -> inherited.put(setting, FolderPath.parse(folder).orElseThrow()));
  }

  private void checkMembers(String context) {
    Map<String, String> places = new TreeMap<>();
    Set<String> leaving = new HashSet<>();
    for (ClusterMember member : bench.state().members()) {
      places.put(member.name().value(), NaiveMembers.place(member));
      if (member.leaving()) {
        leaving.add(member.name().value());
      }
    }
    assertThat(places).as(context).isEqualTo(model.members.places);
    assertThat(leaving).as(context).isEqualTo(model.members.leaving);
  }

  private void checkEverything(String context) {
    settle(context);
    checkMembers(context);
    List<Item> items = bench.state().items(ItemId.ROOT, Integer.MAX_VALUE);
    Map<String, ItemId> paths = new TreeMap<>();
    Set<KeyRef> live = new HashSet<>();
    int due = 0;
    for (Item item : items) {
      FolderPath folder = Folders.pathOf(bench.state(), item.place().parent());
      String path = NaiveVault.text(folder) + "/" + item.place().name();
      paths.put(path, item.id());
      assertThat(model.path(item.id())).as(context).contains(path);
      assertThat(bench.state().childAt(item.place())).as(context).contains(item.id());
      check(context + " " + path, item, model.node(path));
      assertThat(Inheritance.effective(bench.state(), item))
          .as("%s %s", context, path)
          .isEqualTo(effective(path));
      for (ItemVersion version : versions(item)) {
        version.state().heldMaterial().flatMap(ModelTest::ref).ifPresent(live::add);
        due += Evolution.due(version).isPresent() ? 1 : 0;
      }
    }
    for (KekVersion kek : bench.state().keks()) {
      live.add(bench.state().kek(kek).orElseThrow());
    }
    assertThat(paths.keySet()).as(context).isEqualTo(model.nodes.keySet());
    assertThat(bench.state().due(Instant.MAX, Integer.MAX_VALUE)).as(context).hasSize(due);
    checkSchedules(context, paths);
    checkReferrers(context, items);
    checkTokens(context);
    checkKeys(context, live);
  }

  /// Goes through the folders whose policy has changed, and through what has been disabled by its
  /// date, as the leader does.
  private void settle(String context) {
    for (int i = 0; !bench.state().replans(1).isEmpty(); i++) {
      assertThat(i).as("%s: commands to schedule everything", context).isLessThan(100);
      assertThat(bench.apply(new FireTimers())).isEqualTo(new Outcome.Done());
      var _ = model.apply(new FireTimers(), bench.now(), 0);
    }
    List<ItemId> resting =
        bench.state().rotations(bench.now(), Optional.empty(), Integer.MAX_VALUE).stream()
            .map(RotationRow::item)
            .filter(id -> !enabled(id))
            .toList();
    assertThat(bench.apply(new ReplanItems(resting))).isEqualTo(new Outcome.Done());
  }

  private boolean enabled(ItemId id) {
    return bench.state().item(id).orElseThrow().availability().enabledAt(bench.now());
  }

  /// Every item is scheduled for the time that its policy says, and the index has just these.
  private void checkSchedules(String context, Map<String, ItemId> paths) {
    Set<RotationRow> wanted = new HashSet<>();
    paths.forEach((path, id) -> {
      Item item = bench.state().item(id).orElseThrow();
      assertThat(item.schedule())
          .as("%s %s", context, path)
          .isEqualTo(new Schedule(model.node(path).anchor, planned(path, item)));
      item.schedule().due().ifPresent(at -> wanted.add(new RotationRow(at, id)));
    });
    assertThat(bench.state().rotations(Instant.MAX, Optional.empty(), Integer.MAX_VALUE))
        .as(context)
        .containsExactlyInAnyOrderElementsOf(wanted);
  }

  /// What its date has disabled keeps its row until that is due.
  private Optional<Instant> planned(String path, Item item) {
    boolean disabledByDate = item.availability().enabled() && !enabled(item.id());
    Optional<Instant> row = item.schedule().due().filter(at -> at.isAfter(bench.now()));
    return disabledByDate && row.isPresent() ? model.next(path) : model.due(path);
  }

  private List<ItemVersion> versions(Item item) {
    return bench.state().versions(item.id(), 1, Integer.MAX_VALUE);
  }

  private void check(String context, Item item, NaiveVault.Node expected) {
    assertThat(item.kind()).as(context).isEqualTo(expected.kind);
    assertThat(item.rotation()).as(context).isEqualTo(expected.rotation);
    assertThat(item.availability())
        .as(context)
        .isEqualTo(new Availability(expected.enabled, expected.disabledAt));
    assertThat(item.availability().enabledAt(bench.now()))
        .as(context)
        .isEqualTo(model.usable(expected));
    assertThat(item.history().versionCount()).as(context).isEqualTo(expected.versions.size());
    Map<Integer, String> found = new TreeMap<>();
    for (ItemVersion version : versions(item)) {
      ItemVersion current = version.asOf(bench.now());
      StateName state = current.state().name();
      Optional<Instant> end =
          state == StateName.DESTROYED ? Optional.empty() : current.state().destruction();
      Optional<Integer> kek =
          current
              .state()
              .heldMaterial()
              .flatMap(Material::sealedPart)
              .map(part -> part.kek().value());
      found.put(version.number().value(), state + " " + end + " " + kek);
    }
    Map<Integer, String> wanted = new TreeMap<>();
    expected.versions.forEach((number, version) ->
        wanted.put(number, version.state + " " + version.destroyAt + " " + version.sealedUnder()));
    assertThat(found).as(context).isEqualTo(wanted);
  }

  /// The index of who is encrypted under which key names just those whose kind says so.
  private void checkReferrers(String context, List<Item> items) {
    Map<ItemId, List<ItemId>> wanted = new HashMap<>();
    for (Item item : items) {
      item.kind()
          .encryptedUnder()
          .ifPresent(
              key -> wanted.computeIfAbsent(key, absent -> new ArrayList<>()).add(item.id()));
    }
    for (Item item : items) {
      List<ItemId> found = bench.state().encryptedUnder(item.id(), Integer.MAX_VALUE);
      assertThat(found).as(context).isEqualTo(wanted.getOrDefault(item.id(), List.of()));
      wanted.remove(item.id());
    }
    assertThat(wanted).as("%s: keys that are gone", context).isEmpty();
  }

  /// Whoever the model lets in is let in, nobody else; and the indexes say what the tokens say.
  private void checkTokens(String context) {
    for (TokenHash hash : hashes) {
      assertThat(Access.grant(bench.state(), hash, bench.now()).isPresent())
          .as("%s: %s", context, hash)
          .isEqualTo(model.tokens.accepts(model, hash, bench.now()));
    }
    List<TokenRecord> tokens = bench.state().tokens(Optional.empty(), Integer.MAX_VALUE);
    assertThat(tokens.stream().map(TokenRecord::id).toList())
        .as(context)
        .containsAll(model.tokens.tokens.keySet());
    int values = 0;
    for (TokenRecord token : tokens) {
      values += token.hashes().size();
      for (TokenHash hash : token.hashes()) {
        assertThat(bench.state().tokenOf(hash)).as(context).contains(token.id());
      }
    }
    assertThat(bench.state().tokenValueCount()).as(context).isEqualTo(values);
    assertThat(bench.state().lastingAdmins(Optional.empty(), Integer.MAX_VALUE))
        .as(context)
        .isEqualTo(
            tokens.stream().filter(TokenRecord::isLastingAdmin).map(TokenRecord::id).toList());
    assertThat(bench.state().tokenExpiryCount())
        .as(context)
        .isEqualTo(
            (int) tokens.stream().filter(token -> token.grant().expiresAt().isPresent()).count());
    assertThat(model.tokens.admins(model)).as(context).isPositive();
  }

  /// Every key ever handed in is either held by a version or queued for destruction, never both.
  private void checkKeys(String context, Set<KeyRef> live) {
    List<KeyRef> queued =
        bench.state().outbox(0, Integer.MAX_VALUE).stream().map(OutboxRow::destroy).toList();
    Set<KeyRef> gone = new HashSet<>(queued);
    assertThat(gone).as("%s: queued twice", context).hasSize(queued.size());
    assertThat(Collections.disjoint(live, gone)).as(context).isTrue();
    gone.addAll(live);
    assertThat(gone.equals(handedIn)).as("%s: every key is somewhere", context).isTrue();
  }
}
