package io.craton.vault.consensus;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.cluster.ClusterMember;
import io.craton.vault.core.cluster.MemberAddress;
import io.craton.vault.core.cluster.MemberName;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.command.RequestTag;
import io.craton.vault.core.decision.ItemSummary;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.id.IdempotencyKey;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.ProposalId;
import io.craton.vault.core.id.SweepGeneration;
import io.craton.vault.core.id.TokenId;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.Availability;
import io.craton.vault.core.item.FolderOrigin;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.History;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Labels;
import io.craton.vault.core.item.Lifecycle;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.Place;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.item.VersionState;
import io.craton.vault.core.item.VersionSummary;
import io.craton.vault.core.rotation.DefaultsFor;
import io.craton.vault.core.rotation.EffectiveRotation;
import io.craton.vault.core.rotation.Frequency;
import io.craton.vault.core.rotation.RetiredState;
import io.craton.vault.core.rotation.RotationChange;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.rotation.Schedule;
import io.craton.vault.core.state.FolderEntry;
import io.craton.vault.core.state.OutboxRow;
import io.craton.vault.core.state.RecordedOutcome;
import io.craton.vault.core.time.VaultDuration;
import io.craton.vault.core.token.Grant;
import io.craton.vault.core.token.Permission;
import io.craton.vault.core.token.TokenHash;
import io.craton.vault.core.token.TokenRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/// Arbitrary values of the domain, from a seed.
public final class Samples {
  private final Random random;

  public Samples(long seed) {
    random = new Random(seed);
  }

  public Bytes bytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }

  public Instant instant() {
    return Instant.ofEpochSecond(random.nextLong(-1L << 34, 1L << 36), random.nextInt(1 << 29));
  }

  public <T> Optional<T> maybe(Supplier<T> value) {
    return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
  }

  public <T> T one(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  public String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i >= 0; i--) {
      text.appendCodePoint(one(List.of(0x61, 0x20, 0xe9, 0x4e2d, 0x1f511)));
    }
    return text.toString();
  }

  public ItemId itemId() {
    return new ItemId(bytes(ItemId.SIZE));
  }

  public VersionNumber number() {
    return new VersionNumber(1 + random.nextInt(Integer.MAX_VALUE));
  }

  public KeyRef keyRef() {
    return new KeyRef(bytes(1 + random.nextInt(200)));
  }

  public Material material() {
    return switch (random.nextInt(6)) {
      case 0 -> new Material.HsmKey(keyRef(), maybe(() -> new PublicKey(bytes(91))));
      case 1 -> sealed();
      case 2 -> new Material.PublicOnly(new PublicKey(bytes(44)));
      case 3 -> new Material.SoftwareKey(sealed(), new PublicKey(bytes(1_334)));
      case 4 -> new Material.ApiToken(sealed(), token());
      default -> new Material.Credential(sealed(), text());
    };
  }

  private Material.Sealed sealed() {
    return new Material.Sealed(
        new KekVersion(1 + random.nextInt(99)),
        bytes(60),
        maybe(() -> new VersionId(itemId(), number())));
  }

  public RotationSettings rotation() {
    return new RotationSettings(
        maybe(this::frequency),
        maybe(() -> one(List.of(RetiredState.values()))),
        maybe(this::duration));
  }

  private Frequency frequency() {
    return random.nextBoolean() ? new Frequency.Never() : new Frequency.Every(duration());
  }

  private VaultDuration duration() {
    return VaultDuration.parse(one(List.of("2M", "1d", "3 weeks"))).orElseThrow();
  }

  private RotationChange rotationChange() {
    RotationSettings to = rotation();
    return new RotationChange(
        maybe(to::frequency), maybe(to::retiredState), maybe(to::gracePeriod));
  }

  private EffectiveRotation effective() {
    return new EffectiveRotation(
        frequency(),
        one(List.of(RetiredState.values())),
        maybe(this::duration),
        Map.of(one(List.of(EffectiveRotation.Setting.values())), path()));
  }

  public ItemKind kind() {
    return random.nextInt(5) == 0
        ? new ItemKind.Folder(one(List.of(FolderOrigin.values())))
        : kindWithVersions();
  }

  private ItemKind kindWithVersions() {
    return switch (random.nextInt(4)) {
      case 0 ->
          new ItemKind.Key(
              one(List.of(Algorithm.values())), random.nextBoolean(), maybe(this::itemId));
      case 1 -> new ItemKind.Secret(maybe(this::itemId));
      case 2 -> new ItemKind.Token(maybe(this::itemId));
      default -> new ItemKind.ClientSecret(random.nextBoolean(), text(), maybe(this::itemId));
    };
  }

  public Map<String, String> metadata() {
    Map<String, String> metadata = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      metadata.put(i + text(), text());
    }
    return metadata;
  }

  public List<String> tags() {
    List<String> tags = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      tags.add(text());
    }
    return tags;
  }

  public FolderPath path() {
    return one(
        List.of(
            FolderPath.ROOT, new FolderPath(List.of("a")), new FolderPath(List.of("a b", "c"))));
  }

  public FolderEntry folderEntry() {
    return new FolderEntry(item(), maybe(() -> VersionSummary.of(version())), random.nextBoolean());
  }

  public Item item() {
    return new Item(
        itemId(),
        kind(),
        new Place(itemId(), text()),
        new Labels(metadata(), tags()),
        new Lifecycle(
            new Availability(random.nextBoolean(), maybe(this::instant)),
            new History(instant(), maybe(this::instant), random.nextInt(100_000)),
            new Schedule(maybe(this::instant), maybe(this::instant))),
        rotation());
  }

  public VersionState state() {
    return switch (random.nextInt(5)) {
      case 0 -> new VersionState.Active(material());
      case 1 -> new VersionState.Deactivated(material(), maybe(this::instant));
      case 2 -> new VersionState.Suspended(material());
      case 3 -> new VersionState.Compromised(material(), instant());
      default -> new VersionState.Destroyed(instant());
    };
  }

  public ItemVersion version() {
    return new ItemVersion(
        new VersionId(itemId(), number()), instant(), maybe(this::instant), state());
  }

  public Grant grant() {
    Set<Permission> permissions = EnumSet.noneOf(Permission.class);
    for (Permission permission : Permission.values()) {
      maybe(() -> permission).ifPresent(permissions::add);
    }
    return new Grant(text(), permissions, path(), instant(), maybe(this::instant));
  }

  public TokenId tokenId() {
    return new TokenId(bytes(TokenId.SIZE));
  }

  public TokenRecord tokenRecord() {
    return random.nextBoolean()
        ? TokenRecord.loose(tokenId(), grant(), token())
        : new TokenRecord(
            tokenId(),
            grant(),
            new TokenRecord.Stored(
                itemId(),
                List.of(
                    new TokenRecord.StoredValue(number(), token()),
                    new TokenRecord.StoredValue(number(), token()))));
  }

  public OutboxRow outboxRow() {
    return new OutboxRow(random.nextLong(1, Long.MAX_VALUE), keyRef(), instant());
  }

  public Outcome outcome() {
    return switch (random.nextInt(4)) {
      case 0 ->
          new Outcome.ItemWritten(
              new ItemSummary(
                  item(), path(), effective(), maybe(() -> VersionSummary.of(version()))));
      case 1 -> new Outcome.ItemDeleted(itemId());
      case 2 -> new Outcome.Done();
      default -> new Outcome.Refused(new Rejection(one(List.of(Rejection.Code.values())), text()));
    };
  }

  public IdempotencyKey key() {
    return new IdempotencyKey(bytes(IdempotencyKey.SIZE));
  }

  public RecordedOutcome recorded() {
    return new RecordedOutcome(
        key(), new ProposalId(bytes(ProposalId.SIZE)), bytes(32), instant(), outcome());
  }

  public TokenHash token() {
    return new TokenHash(bytes(TokenHash.SIZE));
  }

  public Command command() {
    return switch (random.nextInt(23)) {
      case 0 ->
          new Command.CreateItem(
              itemId(),
              new Command.Draft(
                  kindWithVersions(),
                  path(),
                  maybe(this::text),
                  new Labels(metadata(), tags()),
                  maybe(this::instant),
                  rotation()),
              material());
      case 1 ->
          new Command.RotateItem(
              itemId(),
              number(),
              material(),
              one(List.of(Command.Retirement.values())),
              maybe(this::duration));
      case 2 -> new Command.UpdateItem(itemId(), update());
      case 3 -> new Command.DeleteItem(itemId(), random.nextBoolean());
      case 4 -> change(one(List.of(StateName.values())));
      case 5 -> new Command.BootstrapRoot(token());
      case 6 -> new Command.GrantToken(tokenId(), token(), grant());
      case 7 -> new Command.RevokeToken(tokenId());
      case 8 -> new Command.InstallKek(new KekVersion(1 + random.nextInt(9)), keyRef());
      case 9 -> new Command.FireTimers();
      case 10 ->
          new Command.CreateFolder(
              itemId(), path(), maybe(this::metadata), maybe(this::tags), rotationChange());
      case 11 -> new Command.SetRotationDefaults(one(List.of(DefaultsFor.values())), rotation());
      case 12 -> new Command.RotateOnSchedule(itemId(), number(), material());
      case 13 -> new Command.ReplanItems(maybe(this::itemId).stream().toList());
      case 14 -> new Command.BeginSweep(sweep());
      case 15 -> new Command.AbandonKeys(sweep(), List.of(keyRef(), keyRef()));
      case 16 -> new Command.RecordMembers(List.of(member(), member().onTheWayOut()));
      case 17 -> new Command.AdmitMember(member());
      case 18 -> new Command.RemoveMember(member().name());
      case 19 -> new Command.CompleteRemoval(member().name());
      case 20 -> new Command.RetireKek(new KekVersion(1 + random.nextInt(9)));
      case 21 ->
          new Command.ResealVersions(
              new KekVersion(2 + random.nextInt(9)),
              List.of(
                  new Command.Resealed(
                      new VersionId(itemId(), number()),
                      new KekVersion(1),
                      sealed().ciphertext())));
      default -> new Command.CompleteEffects(List.of(1L, random.nextLong(1, Long.MAX_VALUE)));
    };
  }

  public ClusterMember member() {
    int number = random.nextInt(1, 1_000);
    return new ClusterMember(
        new MemberName("node-" + number),
        new MemberAddress("node" + number + ".example", random.nextInt(1, 1 << 16)),
        new MemberAddress(one(List.of("10.0.0.1", "::1")), random.nextInt(1, 1 << 16)));
  }

  private SweepGeneration sweep() {
    return new SweepGeneration(random.nextLong(0, 3));
  }

  private Command change(StateName target) {
    return new Command.ChangeState(
        itemId(),
        maybe(this::number),
        target,
        target == StateName.COMPROMISED ? VaultDuration.parse("2M") : Optional.empty());
  }

  private Command.ItemUpdate update() {
    return new Command.ItemUpdate(
        maybe(this::text),
        maybe(this::path),
        maybe(this::metadata),
        maybe(this::tags),
        Optional.of(
            new Command.AvailabilityChange(
                Optional.of(random.nextBoolean()), maybe(() -> maybe(this::instant)))),
        rotationChange());
  }

  public Proposal proposal() {
    return new Proposal(
        new ProposalId(bytes(ProposalId.SIZE)),
        maybe(this::token),
        maybe(() -> new RequestTag(key(), List.of(key(), key()), bytes(32))),
        instant(),
        command(),
        sweep());
  }
}
