package io.craton.vault.core.testing;

import io.craton.vault.core.cluster.ClusterMember;
import io.craton.vault.core.id.IdempotencyKey;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.SweepGeneration;
import io.craton.vault.core.id.TokenId;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.Place;
import io.craton.vault.core.rotation.DefaultsFor;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.state.DueRow;
import io.craton.vault.core.state.FolderEntry;
import io.craton.vault.core.state.OutboxRow;
import io.craton.vault.core.state.OutcomeAge;
import io.craton.vault.core.state.RecordedOutcome;
import io.craton.vault.core.state.ReplanRow;
import io.craton.vault.core.state.Restoration;
import io.craton.vault.core.state.RotationRow;
import io.craton.vault.core.state.StateView;
import io.craton.vault.core.state.StateWriter;
import io.craton.vault.core.token.TokenHash;
import io.craton.vault.core.token.TokenRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// The whole state in sorted maps: the naive reference that the real store is compared with. Not
/// thread-safe.
public final class MapState implements StateView, StateWriter {
  private static final Comparator<String> BY_UTF8 =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  private static final Comparator<VersionId> BY_VERSION =
      Comparator.comparing(VersionId::item).thenComparing(VersionId::number);
  private static final Comparator<DueRow> BY_DUE =
      Comparator.comparing(DueRow::at)
          .thenComparingInt(row -> row.kind().code())
          .thenComparing(DueRow::version, BY_VERSION);

  private static final Comparator<RotationRow> BY_ROTATION =
      Comparator.comparing(RotationRow::at).thenComparing(RotationRow::item);

  private final TreeMap<ItemId, Item> items = new TreeMap<>();
  private final TreeMap<VersionId, ItemVersion> versions = new TreeMap<>(BY_VERSION);
  private final Map<ItemId, TreeMap<String, ItemId>> children = new HashMap<>();
  private final Map<ItemId, TreeMap<String, ItemId>> subfolders = new HashMap<>();
  private final TreeSet<VersionId> compromised = new TreeSet<>(BY_VERSION);
  private final Map<ItemId, TreeSet<ItemId>> referrers = new HashMap<>();
  private final Map<DefaultsFor, RotationSettings> defaults = new EnumMap<>(DefaultsFor.class);
  private final TreeMap<TokenId, TokenRecord> tokens = new TreeMap<>();
  private final Map<TokenHash, TokenId> tokenValues = new HashMap<>();
  private final TreeSet<TokenId> lastingAdmins = new TreeSet<>();
  private final TreeSet<TokenExpiry> tokenExpiries =
      new TreeSet<>(Comparator.comparing(TokenExpiry::at).thenComparing(TokenExpiry::token));
  private final Map<IdempotencyKey, RecordedOutcome> outcomes = new LinkedHashMap<>();
  private final TreeSet<DueRow> due = new TreeSet<>(BY_DUE);
  private final TreeSet<RotationRow> rotations = new TreeSet<>(BY_ROTATION);
  private final TreeMap<ItemId, ReplanRow> replans = new TreeMap<>();
  private final TreeMap<Long, OutboxRow> outbox = new TreeMap<>();
  private final TreeMap<Integer, KeyRef> keks = new TreeMap<>();
  private Instant clock = Instant.EPOCH;
  private boolean bootstrapped;
  private long lastOutboxNumber;
  private SweepGeneration sweepGeneration = SweepGeneration.FIRST;
  private Optional<Restoration> restoration = Optional.empty();
  private List<ClusterMember> members = List.of();

  /// The same state, which goes its own way from here.
  public MapState copy() {
    MapState copy = new MapState();
    copy.items.putAll(items);
    copy.versions.putAll(versions);
    children.forEach((parent, names) -> copy.childrenOf(parent).putAll(names));
    subfolders.forEach((parent, names) ->
        copy.subfolders.computeIfAbsent(parent, id -> new TreeMap<>(BY_UTF8)).putAll(names));
    copy.compromised.addAll(compromised);
    referrers.forEach((key, items) -> copy.referrersOf(key).addAll(items));
    copy.defaults.putAll(defaults);
    copy.tokens.putAll(tokens);
    copy.tokenValues.putAll(tokenValues);
    copy.lastingAdmins.addAll(lastingAdmins);
    copy.tokenExpiries.addAll(tokenExpiries);
    copy.outcomes.putAll(outcomes);
    copy.due.addAll(due);
    copy.rotations.addAll(rotations);
    copy.replans.putAll(replans);
    copy.outbox.putAll(outbox);
    copy.keks.putAll(keks);
    copy.clock = clock;
    copy.bootstrapped = bootstrapped;
    copy.lastOutboxNumber = lastOutboxNumber;
    copy.sweepGeneration = sweepGeneration;
    copy.restoration = restoration;
    copy.members = members;
    return copy;
  }

  /// Of everything in it; equal for equal states within one process.
  public long contentHash() {
    Map<ItemId, TreeMap<String, ItemId>> names = new HashMap<>(children);
    names.values().removeIf(TreeMap::isEmpty);
    Map<ItemId, TreeMap<String, ItemId>> folders = new HashMap<>(subfolders);
    folders.values().removeIf(TreeMap::isEmpty);
    Map<ItemId, TreeSet<ItemId>> under = new HashMap<>(referrers);
    under.values().removeIf(TreeSet::isEmpty);
    long hash = 1;
    for (Object part :
        List.of(
            items,
            versions,
            names,
            folders,
            compromised,
            under,
            defaults,
            tokens,
            tokenValues,
            lastingAdmins,
            tokenExpiries,
            outcomes,
            due,
            rotations,
            replans,
            outbox,
            keks,
            clock,
            bootstrapped,
            lastOutboxNumber,
            sweepGeneration)) {
      hash = hash * 0x9E3779B97F4A7C15L + part.hashCode();
    }
    return hash;
  }

  @Override
  public Instant clock() {
    return clock;
  }

  @Override
  public Optional<Item> item(ItemId id) {
    return Optional.ofNullable(items.get(id));
  }

  @Override
  public Optional<ItemVersion> version(VersionId id) {
    return Optional.ofNullable(versions.get(id));
  }

  @Override
  public List<ItemVersion> versions(ItemId item, int from, int limit) {
    VersionId first = new VersionId(item, new VersionNumber(from));
    VersionId last = new VersionId(item, new VersionNumber(Integer.MAX_VALUE));
    return versions.subMap(first, true, last, true).values().stream().limit(limit).toList();
  }

  @Override
  public List<ItemVersion> allVersions(Optional<VersionId> after, int limit) {
    Iterator<ItemVersion> rest =
        (after.isEmpty() ? versions : versions.tailMap(after.get(), false)).values().iterator();
    // Not a stream: it would count all that is left first.
    List<ItemVersion> page = new ArrayList<>();
    while (page.size() < limit && rest.hasNext()) {
      page.add(rest.next());
    }
    return List.copyOf(page);
  }

  @Override
  public Optional<ItemId> childAt(Place place) {
    return Optional.ofNullable(childrenOf(place.parent()).get(place.name()));
  }

  @Override
  public List<ItemId> children(ItemId parent, String afterName, int limit) {
    return childrenOf(parent).tailMap(afterName, false).values().stream().limit(limit).toList();
  }

  @Override
  public Optional<FolderEntry> entryAt(Place place) {
    return childAt(place).map(this::entry);
  }

  @Override
  public List<FolderEntry> entries(ItemId parent, String afterName, int limit) {
    return children(parent, afterName, limit).stream().map(this::entry).toList();
  }

  @Override
  public List<FolderEntry> entriesBefore(ItemId parent, Optional<String> beforeName, int limit) {
    NavigableMap<String, ItemId> all = childrenOf(parent);
    NavigableMap<String, ItemId> before =
        beforeName.isEmpty() ? all : all.headMap(beforeName.get(), false);
    return before.descendingMap().values().stream().limit(limit).map(this::entry).toList();
  }

  private FolderEntry entry(ItemId id) {
    return FolderEntry.of(this, item(id).orElseThrow());
  }

  @Override
  public List<ItemId> subfolders(ItemId parent, String afterName, int limit) {
    return subfolders
        .getOrDefault(parent, new TreeMap<>(BY_UTF8))
        .tailMap(afterName, false)
        .values()
        .stream()
        .limit(limit)
        .toList();
  }

  @Override
  public List<VersionNumber> compromised(ItemId item, int limit) {
    return compromised.stream()
        .filter(id -> id.item().equals(item))
        .map(VersionId::number)
        .limit(limit)
        .toList();
  }

  @Override
  public List<Item> items(ItemId after, int limit) {
    return items.tailMap(after, false).values().stream().limit(limit).toList();
  }

  @Override
  public List<ItemId> encryptedUnder(ItemId key, int limit) {
    return referrersOf(key).stream().limit(limit).toList();
  }

  @Override
  public RotationSettings rotationDefaults(DefaultsFor kind) {
    return defaults.getOrDefault(kind, RotationSettings.INHERITED);
  }

  @Override
  public Optional<TokenId> tokenOf(TokenHash value) {
    return Optional.ofNullable(tokenValues.get(value));
  }

  @Override
  public Optional<TokenRecord> token(TokenId id) {
    return Optional.ofNullable(tokens.get(id));
  }

  @Override
  public List<TokenRecord> tokens(Optional<TokenId> after, int limit) {
    NavigableMap<TokenId, TokenRecord> rest =
        after.isEmpty() ? tokens : tokens.tailMap(after.get(), false);
    return rest.values().stream().limit(limit).toList();
  }

  @Override
  public List<TokenId> lastingAdmins(Optional<TokenId> after, int limit) {
    NavigableSet<TokenId> rest =
        after.isEmpty() ? lastingAdmins : lastingAdmins.tailSet(after.get(), false);
    return rest.stream().limit(limit).toList();
  }

  @Override
  public List<TokenId> expired(Instant until, int limit) {
    return tokenExpiries.stream()
        .takeWhile(row -> !row.at().isAfter(until))
        .limit(limit)
        .map(TokenExpiry::token)
        .toList();
  }

  @Override
  public int tokenCount() {
    return tokens.size();
  }

  /// How many values stand for tokens.
  public int tokenValueCount() {
    return tokenValues.size();
  }

  /// How many tokens are noted to expire.
  public int tokenExpiryCount() {
    return tokenExpiries.size();
  }

  private record TokenExpiry(Instant at, TokenId token) {}

  @Override
  public boolean bootstrapped() {
    return bootstrapped;
  }

  @Override
  public Optional<RecordedOutcome> outcome(IdempotencyKey key) {
    return Optional.ofNullable(outcomes.get(key));
  }

  @Override
  public List<OutcomeAge> oldestOutcomes(int limit) {
    return outcomes.values().stream()
        .sorted(
            Comparator.comparing(RecordedOutcome::recordedAt)
                .thenComparing(outcome -> outcome.key().value()))
        .limit(limit)
        .map(OutcomeAge::of)
        .toList();
  }

  @Override
  public int outcomeCount() {
    return outcomes.size();
  }

  @Override
  public List<DueRow> due(Instant until, int limit) {
    return due.stream().takeWhile(row -> !row.at().isAfter(until)).limit(limit).toList();
  }

  @Override
  public Optional<DueRow> nextDue() {
    return due.stream().findFirst();
  }

  @Override
  public List<RotationRow> rotations(Instant until, Optional<RotationRow> after, int limit) {
    NavigableSet<RotationRow> rest =
        after.isEmpty() ? rotations : rotations.tailSet(after.get(), false);
    return rest.stream().takeWhile(row -> !row.at().isAfter(until)).limit(limit).toList();
  }

  @Override
  public Optional<RotationRow> nextRotation() {
    return rotations.stream().findFirst();
  }

  @Override
  public List<ReplanRow> replans(int limit) {
    return replans.values().stream().limit(limit).toList();
  }

  @Override
  public List<OutboxRow> outbox(long after, int limit) {
    return outbox.tailMap(after, false).values().stream().limit(limit).toList();
  }

  @Override
  public long lastOutboxNumber() {
    return lastOutboxNumber;
  }

  @Override
  public Optional<KekVersion> currentKek() {
    // The current one is never deleted.
    return keks.isEmpty() ? Optional.empty() : Optional.of(new KekVersion(keks.lastKey()));
  }

  @Override
  public Optional<KeyRef> kek(KekVersion version) {
    return Optional.ofNullable(keks.get(version.value()));
  }

  @Override
  public List<KekVersion> keks() {
    return keks.keySet().stream().map(KekVersion::new).toList();
  }

  @Override
  public long sealedCount(KekVersion version) {
    return sealedUnder(version, Optional.empty(), Integer.MAX_VALUE).size();
  }

  @Override
  public Optional<KekVersion> oldestKekInUse() {
    return versions.values().stream()
        .flatMap(version -> kekOf(version).stream())
        .min(Comparator.comparingInt(KekVersion::value));
  }

  @Override
  public List<VersionId> sealedUnder(KekVersion version, Optional<VersionId> after, int limit) {
    return (after.isEmpty() ? versions : versions.tailMap(after.get(), false))
        .values().stream()
            .filter(each -> kekOf(each).equals(Optional.of(version)))
            .map(ItemVersion::id)
            .limit(limit)
            .toList();
  }

  private static Optional<KekVersion> kekOf(ItemVersion version) {
    return version.state().heldMaterial().flatMap(Material::sealedPart).map(Material.Sealed::kek);
  }

  @Override
  public SweepGeneration sweepGeneration() {
    return sweepGeneration;
  }

  @Override
  public Optional<Restoration> restoration() {
    return restoration;
  }

  /// From now on it counts as restored.
  public void restored(Restoration by) {
    restoration = Optional.of(by);
  }

  @Override
  public List<ClusterMember> members() {
    return members;
  }

  @Override
  public void putClock(Instant newClock) {
    clock = newClock;
  }

  @Override
  public void putItem(Item item) {
    items.put(item.id(), item);
  }

  @Override
  public void deleteItem(ItemId id) {
    items.remove(id);
  }

  @Override
  public void putVersion(ItemVersion version) {
    versions.put(version.id(), version);
  }

  @Override
  public void deleteVersion(VersionId id) {
    versions.remove(id);
  }

  @Override
  public void putChild(Place place, ItemId child) {
    children
        .computeIfAbsent(place.parent(), parent -> new TreeMap<>(BY_UTF8))
        .put(place.name(), child);
  }

  @Override
  public void deleteChild(Place place) {
    childrenOf(place.parent()).remove(place.name());
  }

  @Override
  public void putSubfolder(Place place, ItemId child) {
    subfolders
        .computeIfAbsent(place.parent(), parent -> new TreeMap<>(BY_UTF8))
        .put(place.name(), child);
  }

  @Override
  public void deleteSubfolder(Place place) {
    subfolders.getOrDefault(place.parent(), new TreeMap<>()).remove(place.name());
  }

  @Override
  public void putCompromised(VersionId id) {
    compromised.add(id);
  }

  @Override
  public void deleteCompromised(VersionId id) {
    compromised.remove(id);
  }

  @Override
  public void putEncryptedUnder(ItemId key, ItemId referrer) {
    referrersOf(key).add(referrer);
  }

  @Override
  public void deleteEncryptedUnder(ItemId key, ItemId referrer) {
    referrersOf(key).remove(referrer);
  }

  @Override
  public void putRotationDefaults(DefaultsFor kind, RotationSettings settings) {
    defaults.put(kind, settings);
  }

  @Override
  public void addToken(TokenRecord token) {
    if (tokens.put(token.id(), token) != null) {
      throw new IllegalStateException("token " + token.id() + " was there already");
    }
  }

  @Override
  public void replaceToken(TokenRecord token) {
    if (tokens.put(token.id(), token) == null) {
      throw new IllegalStateException("token " + token.id() + " was not there");
    }
  }

  @Override
  public void deleteToken(TokenId id) {
    if (tokens.remove(id) == null) {
      throw new IllegalStateException("token " + id + " was not there");
    }
  }

  @Override
  public void putTokenValue(TokenHash value, TokenId token) {
    tokenValues.put(value, token);
  }

  @Override
  public void deleteTokenValue(TokenHash value) {
    tokenValues.remove(value);
  }

  @Override
  public void putLastingAdmin(TokenId token) {
    lastingAdmins.add(token);
  }

  @Override
  public void deleteLastingAdmin(TokenId token) {
    lastingAdmins.remove(token);
  }

  @Override
  public void putTokenExpiry(Instant at, TokenId token) {
    tokenExpiries.add(new TokenExpiry(at, token));
  }

  @Override
  public void deleteTokenExpiry(Instant at, TokenId token) {
    tokenExpiries.remove(new TokenExpiry(at, token));
  }

  @Override
  public void putBootstrapped() {
    bootstrapped = true;
  }

  @Override
  public void putOutcome(RecordedOutcome outcome) {
    if (outcomes.put(outcome.key(), outcome) != null) {
      throw new IllegalStateException("outcome " + outcome.key() + " was there already");
    }
  }

  @Override
  public void deleteOutcome(OutcomeAge outcome) {
    if (outcomes.remove(outcome.key()) == null) {
      throw new IllegalStateException("outcome " + outcome.key() + " was not there");
    }
  }

  @Override
  public void putDue(DueRow row) {
    due.add(row);
  }

  @Override
  public void deleteDue(DueRow row) {
    due.remove(row);
  }

  @Override
  public void putRotation(RotationRow row) {
    rotations.add(row);
  }

  @Override
  public void deleteRotation(RotationRow row) {
    rotations.remove(row);
  }

  @Override
  public void putReplan(ReplanRow row) {
    replans.put(row.folder(), row);
  }

  @Override
  public void deleteReplan(ItemId folder) {
    replans.remove(folder);
  }

  @Override
  public void putOutbox(OutboxRow row) {
    outbox.put(row.number(), row);
    lastOutboxNumber = Math.max(lastOutboxNumber, row.number());
  }

  @Override
  public void deleteOutbox(long number) {
    outbox.remove(number);
  }

  @Override
  public void putKek(KekVersion version, KeyRef ref) {
    keks.put(version.value(), ref);
  }

  @Override
  public void deleteKek(KekVersion version) {
    keks.remove(version.value());
  }

  @Override
  public void putSweepGeneration(SweepGeneration generation) {
    sweepGeneration = generation;
  }

  @Override
  public void putMembers(List<ClusterMember> newMembers) {
    members = List.copyOf(newMembers);
  }

  private NavigableMap<String, ItemId> childrenOf(ItemId parent) {
    return children.computeIfAbsent(parent, id -> new TreeMap<>(BY_UTF8));
  }

  private NavigableSet<ItemId> referrersOf(ItemId key) {
    return referrers.computeIfAbsent(key, id -> new TreeSet<>());
  }
}
