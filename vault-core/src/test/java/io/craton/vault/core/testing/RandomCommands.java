package io.craton.vault.core.testing;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.cluster.ClusterMember;
import io.craton.vault.core.cluster.MemberAddress;
import io.craton.vault.core.cluster.MemberName;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Command.AbandonKeys;
import io.craton.vault.core.command.Command.AdmitMember;
import io.craton.vault.core.command.Command.AvailabilityChange;
import io.craton.vault.core.command.Command.BeginSweep;
import io.craton.vault.core.command.Command.ChangeState;
import io.craton.vault.core.command.Command.CompleteRemoval;
import io.craton.vault.core.command.Command.CreateFolder;
import io.craton.vault.core.command.Command.CreateItem;
import io.craton.vault.core.command.Command.DeleteItem;
import io.craton.vault.core.command.Command.Draft;
import io.craton.vault.core.command.Command.FireTimers;
import io.craton.vault.core.command.Command.GrantToken;
import io.craton.vault.core.command.Command.InstallKek;
import io.craton.vault.core.command.Command.ItemUpdate;
import io.craton.vault.core.command.Command.RecordMembers;
import io.craton.vault.core.command.Command.RemoveMember;
import io.craton.vault.core.command.Command.ReplanItems;
import io.craton.vault.core.command.Command.ResealVersions;
import io.craton.vault.core.command.Command.Resealed;
import io.craton.vault.core.command.Command.RetireKek;
import io.craton.vault.core.command.Command.Retirement;
import io.craton.vault.core.command.Command.RevokeToken;
import io.craton.vault.core.command.Command.RotateItem;
import io.craton.vault.core.command.Command.RotateOnSchedule;
import io.craton.vault.core.command.Command.SetRotationDefaults;
import io.craton.vault.core.command.Command.UpdateItem;
import io.craton.vault.core.decision.StoredTokens;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.SweepGeneration;
import io.craton.vault.core.id.TokenId;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Labels;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.rotation.DefaultsFor;
import io.craton.vault.core.rotation.Frequency;
import io.craton.vault.core.rotation.RetiredState;
import io.craton.vault.core.rotation.RotationChange;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.state.RotationRow;
import io.craton.vault.core.state.StateView;
import io.craton.vault.core.time.VaultDuration;
import io.craton.vault.core.token.Grant;
import io.craton.vault.core.token.Permission;
import io.craton.vault.core.token.TokenHash;
import io.craton.vault.core.token.TokenRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Random commands on items and folders with few names, so that they meet each other often: some
/// are to be refused. The same seed on the same state gives the same commands.
public final class RandomCommands {
  private static final List<String> FOLDERS =
      List.of("/", "/a/", "/a/b/", "/c/", "/c/d/e/", "/m/", "/key/", "/n1/x/");
  private static final List<String> NAMES = List.of("n1", "n2", "n3", "n4");
  private static final List<String> FOLDER_NAMES = List.of("a", "b", "c", "m", "n1", "key", "..");

  private final Random random;
  private final StateView view;

  /// @param view the state that the commands are made for
  public RandomCommands(long seed, StateView view) {
    this.random = new Random(seed);
    this.view = view;
  }

  /// The next command, of one proposed at `now`.
  public Command next(Instant now) {
    return switch (random.nextInt(27)) {
      case 0, 1, 2 -> create(now);
      case 3, 4, 5 -> rotate(now);
      case 6, 7 -> new UpdateItem(item(), update(place(NAMES), now));
      case 8 -> new UpdateItem(item(), update(nowhere(), now));
      case 9 -> new DeleteItem(item(), random.nextBoolean());
      case 10 -> changeState();
      case 11 -> new UpdateItem(folder(), update(place(FOLDER_NAMES), now));
      case 12 -> new DeleteItem(folder(), random.nextInt(3) == 0);
      case 13 -> createFolder();
      case 14 -> new UpdateItem(folder(), update(nowhere(), now));
      case 15 -> new SetRotationDefaults(one(List.of(DefaultsFor.values())), settings());
      case 16, 17 -> rotateOnSchedule(now);
      case 18 -> new ReplanItems(List.of(item(), item()));
      case 19 -> new FireTimers();
      case 20, 21 -> grantOrRevoke(now);
      case 22 -> storeToken(now);
      case 23, 24 -> keks();
      case 25 -> membership();
      default -> sweeping();
    };
  }

  /// A generation of the sweep that a proposal may have its key from, mostly one that is not over.
  public SweepGeneration keysFrom() {
    return new SweepGeneration(
        Math.max(0, view.sweepGeneration().value() - random.nextInt(20) / 9));
  }

  /// Few names and fewer places for each, so that they get into each other's way.
  private Command membership() {
    MemberName name = new MemberName("m" + random.nextInt(13));
    return switch (random.nextInt(8)) {
      case 0 -> new RecordMembers(List.of(member(name)));
      case 1, 2 -> new RemoveMember(name);
      case 3 -> new CompleteRemoval(name);
      case 4 ->
          new CompleteRemoval(
              view.members().stream()
                  .filter(ClusterMember::leaving)
                  .map(ClusterMember::name)
                  .findFirst()
                  .orElse(name));
      default -> new AdmitMember(member(name));
    };
  }

  private ClusterMember member(MemberName name) {
    int port = 1 + Math.floorMod(name.value().hashCode(), 100) + random.nextInt(20) / 19;
    return new ClusterMember(
        name, new MemberAddress("raft", port), new MemberAddress("peer", port));
  }

  /// At times against what the state says.
  private Command sweeping() {
    SweepGeneration newest = view.sweepGeneration();
    return switch (random.nextInt(6)) {
      case 0 -> new AbandonKeys(newest, List.of(new KeyRef(Bytes.copyOf(bytes(24)))));
      case 1 -> new BeginSweep(newest.next());
      case 2, 3 ->
          new AbandonKeys(
              new SweepGeneration(Math.max(0, newest.value() - 1)),
              List.of(new KeyRef(Bytes.copyOf(bytes(24))), new KeyRef(Bytes.copyOf(bytes(9)))));
      default -> new BeginSweep(newest);
    };
  }

  /// At times against what the state says.
  private Command keks() {
    int current = view.currentKek().map(KekVersion::value).orElse(0);
    return switch (random.nextInt(8)) {
      case 0 ->
          new InstallKek(
              new KekVersion(current + 1 + random.nextInt(8) / 7),
              new KeyRef(Bytes.copyOf(bytes(24))));
      case 1, 2 -> new RetireKek(new KekVersion(1 + random.nextInt(current + 2)));
      default -> reseal(current);
    };
  }

  /// Mostly what is sealed under the oldest generation.
  private Command reseal(int current) {
    KekVersion to = new KekVersion(Math.max(1, random.nextInt(8) == 0 ? current - 1 : current));
    KekVersion from =
        view.oldestKekInUse()
            .filter(oldest -> random.nextInt(8) > 0)
            .orElseGet(() -> new KekVersion(1 + random.nextInt(current + 1)));
    KekVersion named = random.nextInt(8) > 0 ? from : from.next();
    return new ResealVersions(
        to,
        view.sealedUnder(from, Optional.empty(), 12).stream()
            .map(id -> new Resealed(id, named, Bytes.copyOf(bytes(24))))
            .toList());
  }

  /// Mostly the current one.
  private KekVersion kek() {
    int current = view.currentKek().map(KekVersion::value).orElse(1);
    return new KekVersion(random.nextInt(6) == 0 ? 1 + random.nextInt(current) : current);
  }

  /// Few tokens, so that the last administrator is met often.
  private Command grantOrRevoke(Instant now) {
    return random.nextInt(12) < view.tokenCount() ? new RevokeToken(token()) : grant(now);
  }

  private GrantToken grant(Instant now) {
    Set<Permission> permissions =
        random.nextInt(3) == 0
            ? Set.of(Permission.ADMIN, Permission.READ)
            : Set.of(one(List.of(Permission.values())));
    TokenHash hash = newHash();
    Grant grant =
        new Grant(
            "t",
            permissions,
            random.nextInt(4) == 0 ? path() : FolderPath.ROOT,
            now,
            rarely(() -> soon(now)));
    return new GrantToken(TokenId.of(bytes(TokenId.SIZE)), hash, grant);
  }

  private TokenHash newHash() {
    return new TokenHash(Bytes.copyOf(bytes(TokenHash.SIZE)));
  }

  /// Mostly one that exists.
  private TokenId token() {
    List<TokenRecord> tokens = view.tokens(Optional.empty(), Integer.MAX_VALUE);
    return tokens.isEmpty() || random.nextInt(8) == 0
        ? TokenId.of(bytes(TokenId.SIZE))
        : one(tokens).id();
  }

  private CreateItem storeToken(Instant now) {
    Optional<TokenRecord> token = view.token(token());
    TokenHash hash = token.map(found -> found.hashes().getLast()).orElseGet(this::newHash);
    ItemKind kind = new ItemKind.Token(Optional.empty());
    Draft draft =
        new Draft(
            kind,
            path(),
            Optional.of(one(NAMES)),
            Labels.NONE,
            rarely(() -> soon(now)),
            RotationSettings.INHERITED);
    return new CreateItem(newId(), draft, apiToken(kind, hash));
  }

  private Material apiToken(ItemKind kind, TokenHash hash) {
    Bytes bytes = Bytes.copyOf(bytes(24));
    Optional<VersionId> under = kind.encryptedUnder().map(this::usedVersion);
    return new Material.ApiToken(new Material.Sealed(kek(), bytes, under), hash);
  }

  /// Mostly what fits the item.
  private Material next(ItemId id, ItemKind kind, int current, Instant now) {
    boolean stored =
        current > 0
            && StoredTokens.of(view, new VersionId(id, new VersionNumber(current)), now)
                .isPresent();
    boolean fits = random.nextInt(10) > 0;
    return kind instanceof ItemKind.Token && stored == fits
        ? apiToken(kind, newHash())
        : material(kind);
  }

  private record Target(Optional<String> name, Optional<FolderPath> folder) {}

  private static Target nowhere() {
    return new Target(Optional.empty(), Optional.empty());
  }

  private Target place(List<String> names) {
    return new Target(Optional.of(one(names)), Optional.of(path()));
  }

  private CreateItem create(Instant now) {
    ItemKind kind = kind();
    Draft draft =
        new Draft(
            kind,
            path(),
            Optional.of(one(NAMES)),
            Labels.NONE,
            rarely(() -> soon(now)),
            random.nextInt(3) == 0 ? settings() : RotationSettings.INHERITED);
    return new CreateItem(newId(), draft, material(kind));
  }

  private ItemKind kind() {
    Optional<ItemId> under = random.nextInt(3) == 0 ? Optional.of(key()) : Optional.empty();
    return switch (random.nextInt(6)) {
      case 0 -> new ItemKind.Key(Algorithm.SIGN_ES256, false, rarely(this::key));
      case 1, 2 -> new ItemKind.Key(Algorithm.ENCRYPT_AES_GCM_256, false, Optional.empty());
      case 3 -> new ItemKind.Token(under);
      case 4 -> new ItemKind.ClientSecret(random.nextBoolean(), "client", under);
      default -> new ItemKind.Secret(under);
    };
  }

  private Material material(ItemKind kind) {
    Bytes bytes = Bytes.copyOf(bytes(24));
    Optional<VersionId> under = kind.encryptedUnder().map(this::usedVersion);
    Material.Sealed sealed = new Material.Sealed(kek(), bytes, under);
    return switch (kind) {
      case ItemKind.Key key ->
          switch (key.algorithm().verifiesWithPublicKey() ? random.nextInt(4) : 3) {
            case 0 -> new Material.PublicOnly(new PublicKey(bytes));
            case 1 ->
                new Material.SoftwareKey(
                    new Material.Sealed(kek(), bytes, Optional.empty()), new PublicKey(bytes));
            default -> new Material.HsmKey(new KeyRef(bytes), Optional.empty());
          };
      case ItemKind.ClientSecret client -> new Material.Credential(sealed, "id");
      case ItemKind.Token token -> sealed;
      case ItemKind.Secret secret -> sealed;
      case ItemKind.Folder folder -> sealed;
    };
  }

  /// Mostly the current version of a key; at times one that it had, or never had.
  private VersionId usedVersion(ItemId key) {
    int current = view.item(key).map(found -> found.history().versionCount()).orElse(1);
    int used = random.nextInt(4) == 0 ? 1 + random.nextInt(4) : Math.max(1, current);
    return new VersionId(key, new VersionNumber(used));
  }

  private RotateItem rotate(Instant now) {
    ItemId id = item();
    Optional<Item> item = view.item(id);
    int current = item.map(found -> found.history().versionCount()).orElse(1);
    int expected = Math.max(1, random.nextInt(5) == 0 ? current + 1 : current);
    ItemKind kind = item.map(Item::kind).orElseGet(() -> new ItemKind.Secret(Optional.empty()));
    return new RotateItem(
        id,
        new VersionNumber(expected),
        next(id, kind, item.map(found -> found.history().versionCount()).orElse(0), now),
        one(List.of(Retirement.values())),
        rarely(this::period));
  }

  /// Mostly of an item that is due.
  private RotateOnSchedule rotateOnSchedule(Instant now) {
    List<RotationRow> due = view.rotations(now, Optional.empty(), 8);
    ItemId id = due.isEmpty() || random.nextInt(4) == 0 ? item() : one(due).item();
    Optional<Item> item = view.item(id);
    int current = item.map(found -> found.history().versionCount()).orElse(1);
    int expected = Math.max(1, random.nextInt(8) == 0 ? current + 1 : current);
    ItemKind kind = item.map(Item::kind).orElseGet(() -> new ItemKind.Secret(Optional.empty()));
    Material next =
        next(id, kind, item.map(found -> found.history().versionCount()).orElse(0), now);
    return new RotateOnSchedule(id, new VersionNumber(expected), next);
  }

  private ItemUpdate update(Target target, Instant now) {
    return new ItemUpdate(
        target.name(),
        target.folder(),
        rarely(() -> Map.of("k", "v" + random.nextInt(9))),
        rarely(() -> List.of("t" + random.nextInt(9))),
        rarely(() ->
            new AvailabilityChange(
                maybe(random::nextBoolean), maybe(() -> maybe(() -> soon(now))))),
        change());
  }

  private CreateFolder createFolder() {
    FolderPath path = random.nextBoolean() ? path().child(one(NAMES)) : path();
    return new CreateFolder(
        newId(),
        path,
        rarely(() -> Map.of("k", "v" + random.nextInt(9))),
        rarely(() -> List.of("t" + random.nextInt(9))),
        change());
  }

  private ChangeState changeState() {
    StateName target = one(List.of(StateName.values()));
    return new ChangeState(
        item(),
        maybe(() -> new VersionNumber(1 + random.nextInt(4))),
        target,
        target == StateName.COMPROMISED ? Optional.of(period()) : Optional.empty());
  }

  private RotationSettings settings() {
    return new RotationSettings(
        maybe(this::frequency), maybe(this::retiredState), rarely(this::period));
  }

  private RotationChange change() {
    return new RotationChange(
        rarely(() -> maybe(this::frequency)),
        rarely(() -> maybe(this::retiredState)),
        rarely(() -> maybe(this::period)));
  }

  private Frequency frequency() {
    return random.nextBoolean()
        ? new Frequency.Never()
        : new Frequency.Every(
            VaultDuration.parse(one(List.of("1d", "90s", "2h", "1M"))).orElseThrow());
  }

  private RetiredState retiredState() {
    return one(List.of(RetiredState.values()));
  }

  private VaultDuration period() {
    return VaultDuration.parse((1 + random.nextInt(600)) + "s").orElseThrow();
  }

  /// A time around `now`, past or future.
  private Instant soon(Instant now) {
    return now.plusSeconds(random.nextInt(1_000) - 100);
  }

  private FolderPath path() {
    return FolderPath.parse(one(FOLDERS)).orElseThrow();
  }

  private ItemId item() {
    return random.nextInt(20) == 0
        ? one(List.of(ItemId.ROOT, newId(), folder()))
        : existing(item -> !item.isFolder());
  }

  private ItemId key() {
    return random.nextInt(8) == 0
        ? item()
        : existing(item ->
            item.kind() instanceof ItemKind.Key key
                && key.algorithm() == Algorithm.ENCRYPT_AES_GCM_256);
  }

  private ItemId folder() {
    return existing(Item::isFolder);
  }

  private ItemId existing(Predicate<Item> wanted) {
    List<ItemId> ids =
        view.items(ItemId.ROOT, Integer.MAX_VALUE).stream().filter(wanted).map(Item::id).toList();
    return ids.isEmpty() ? newId() : one(ids);
  }

  private ItemId newId() {
    return ItemId.of(bytes(ItemId.SIZE));
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private <T> T one(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private <T> Optional<T> maybe(Supplier<T> value) {
    return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
  }

  private <T> Optional<T> rarely(Supplier<T> value) {
    return random.nextInt(4) == 0 ? Optional.of(value.get()) : Optional.empty();
  }
}
