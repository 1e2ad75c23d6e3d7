package io.craton.vault.core.decision;

import io.craton.vault.core.Limits;
import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Command.ChangeState;
import io.craton.vault.core.command.Command.CreateFolder;
import io.craton.vault.core.command.Command.CreateItem;
import io.craton.vault.core.command.Command.DeleteItem;
import io.craton.vault.core.command.Command.ItemUpdate;
import io.craton.vault.core.command.Command.Retirement;
import io.craton.vault.core.command.Command.RotateItem;
import io.craton.vault.core.command.Command.RotateOnSchedule;
import io.craton.vault.core.command.Command.UpdateItem;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.item.FolderOrigin;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.rotation.DefaultsFor;
import io.craton.vault.core.rotation.EffectiveRotation.Setting;
import io.craton.vault.core.rotation.Frequency;
import io.craton.vault.core.rotation.RetiredState;
import io.craton.vault.core.rotation.RotationChange;
import io.craton.vault.core.rotation.RotationSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/// The specification once more, as plainly as possible: a map from whole paths to nodes, states as
/// names, no indexes, no ids of parents. `/a/b` is the node `b` in the folder `/a`; the root is the
/// empty path.
final class NaiveVault {
  final TreeMap<String, Node> nodes = new TreeMap<>();
  NaiveTokens tokens = new NaiveTokens();
  private final Map<DefaultsFor, RotationSettings> defaults = new HashMap<>();
  private Instant now = Instant.EPOCH;
  private long sweeps;
  private final TreeSet<Integer> keks = new TreeSet<>();
  private int currentKek;
  final NaiveMembers members = new NaiveMembers();

  /// An item or folder.
  static final class Node {
    Optional<ItemId> id;
    ItemKind kind;
    boolean enabled = true;
    Optional<Instant> disabledAt = Optional.empty();
    RotationSettings rotation = RotationSettings.INHERITED;
    Optional<Instant> anchor = Optional.empty();
    final TreeMap<Integer, Version> versions = new TreeMap<>();

    Node(Optional<ItemId> id, ItemKind kind) {
      this.id = id;
      this.kind = kind;
    }

    Version version(int number) {
      return Optional.ofNullable(versions.get(number)).orElseThrow();
    }

    Node copy() {
      Node copy = new Node(id, kind);
      copy.enabled = enabled;
      copy.disabledAt = disabledAt;
      copy.rotation = rotation;
      copy.anchor = anchor;
      versions.forEach((number, version) -> copy.versions.put(number, version.copy()));
      return copy;
    }

    boolean folder() {
      return kind instanceof ItemKind.Folder;
    }
  }

  /// A version of an item.
  static final class Version {
    StateName state = StateName.ACTIVE;
    Optional<Instant> destroyAt = Optional.empty();
    Optional<Integer> kek;

    Version(Optional<Integer> kek) {
      this.kek = kek;
    }

    static Version of(Material material) {
      return new Version(material.sealedPart().map(part -> part.kek().value()));
    }

    /// What a version that is not destroyed is sealed under.
    Optional<Integer> sealedUnder() {
      return state == StateName.DESTROYED ? Optional.empty() : kek;
    }

    Version copy() {
      Version copy = new Version(kek);
      copy.state = state;
      copy.destroyAt = destroyAt;
      return copy;
    }
  }

  /// A setting and the folder it comes from, if it comes from one.
  record Effective<T>(Optional<T> value, Optional<String> folder) {}

  private static ItemKind folder(FolderOrigin origin) {
    return new ItemKind.Folder(origin);
  }

  void addBuiltIn(List<String> names) {
    for (String name : names) {
      nodes.put("/" + name, new Node(Optional.empty(), folder(FolderOrigin.BUILT_IN)));
    }
  }

  /// Carries out what is allowed.
  ///
  /// @return why it is not
  Optional<Rejection.Code> apply(Command command, Instant time, long keysFrom) {
    now = time;
    nodes.values().forEach(node -> node.versions.values().forEach(this::settle));
    tokens.prune(this);
    if (bringsKey(command) && keysFrom < sweeps - 1) {
      return Optional.of(Rejection.Code.KEY_TOO_OLD);
    }
    if (kekOf(command).filter(kek -> kek <= currentKek && !keks.contains(kek)).isPresent()) {
      return Optional.of(Rejection.Code.KEK_RETIRED);
    }
    long admins = tokens.admins(this);
    // Only a deletion can take several at once.
    if (admins == 0 || (admins > 1 && !(command instanceof DeleteItem))) {
      return carryOut(command);
    }
    NaiveTokens tokensBefore = tokens.copy();
    TreeMap<String, Node> nodesBefore = new TreeMap<>();
    nodes.forEach((path, node) -> nodesBefore.put(path, node.copy()));
    Optional<Rejection.Code> refused = carryOut(command);
    if (refused.isPresent() || tokens.admins(this) > 0) {
      return refused;
    }
    tokens = tokensBefore;
    nodes.clear();
    nodes.putAll(nodesBefore);
    return Optional.of(Rejection.Code.LAST_ADMIN);
  }

  private Optional<Rejection.Code> carryOut(Command command) {
    Optional<Rejection.Code> refused = decide(command);
    tokens.prune(this);
    return refused;
  }

  private Optional<Rejection.Code> decide(Command command) {
    return switch (command) {
      case Command.GrantToken grant -> tokens.grant(grant, now);
      case Command.RevokeToken revoke -> tokens.revoke(revoke.id());
      case CreateItem create -> create(create);
      case CreateFolder create -> createFolder(create);
      case RotateItem rotate -> onNode(rotate.id(), path -> rotate(rotate, path));
      case RotateOnSchedule rotate -> onNode(rotate.id(), path -> rotateOnSchedule(rotate, path));
      case Command.ReplanItems replan -> Optional.empty();
      case UpdateItem update -> onNode(update.id(), path -> update(update.update(), path));
      case DeleteItem delete -> onNode(delete.id(), path -> delete(delete, path));
      case ChangeState change -> onNode(change.id(), path -> changeState(change, path));
      case Command.SetRotationDefaults set -> {
        defaults.put(set.kind(), set.settings());
        yield Optional.empty();
      }
      case Command.FireTimers fire -> Optional.empty();
      case Command.BeginSweep begin -> {
        if (begin.current().value() != sweeps) {
          yield Optional.of(Rejection.Code.SWEEP_CONFLICT);
        }
        sweeps++;
        yield Optional.empty();
      }
      case Command.AbandonKeys abandon ->
          abandon.listedBefore().value() < sweeps
              ? Optional.empty()
              : Optional.of(Rejection.Code.SWEEP_CONFLICT);
      case Command.InstallKek install -> {
        if (install.version().value() != currentKek + 1) {
          yield Optional.of(Rejection.Code.KEK_CONFLICT);
        }
        currentKek++;
        keks.add(currentKek);
        yield Optional.empty();
      }
      case Command.ResealVersions reseal -> reseal(reseal);
      case Command.RetireKek retire -> retire(retire.version().value());
      case Command.RecordMembers record -> members.record(record.members());
      case Command.AdmitMember admit -> members.admit(admit.member());
      case Command.RemoveMember remove -> members.remove(remove.name());
      case Command.CompleteRemoval complete -> members.complete(complete.name());
      default -> throw new IllegalArgumentException("not in this model: " + command);
    };
  }

  private Optional<Rejection.Code> reseal(Command.ResealVersions command) {
    if (command.to().value() != currentKek) {
      return Optional.of(Rejection.Code.KEK_CONFLICT);
    }
    for (Command.Resealed resealed : command.versions()) {
      path(resealed.id().item())
          .map(path -> node(path).versions.get(resealed.id().number().value()))
          .filter(version -> version.sealedUnder().equals(Optional.of(resealed.from().value())))
          .filter(version -> resealed.from().value() < currentKek)
          .ifPresent(version -> version.kek = Optional.of(currentKek));
    }
    return Optional.empty();
  }

  private Optional<Rejection.Code> retire(int kek) {
    if (kek > currentKek) {
      return Optional.of(Rejection.Code.KEK_NOT_FOUND);
    }
    boolean used =
        nodes.values().stream()
            .flatMap(node -> node.versions.values().stream())
            .anyMatch(version -> version.sealedUnder().equals(Optional.of(kek)));
    if (kek == currentKek || used) {
      return Optional.of(Rejection.Code.KEK_IN_USE);
    }
    keks.remove(kek);
    return Optional.empty();
  }

  private static Optional<Integer> kekOf(Command command) {
    return switch (command) {
      case CreateItem create -> Version.of(create.material()).kek;
      case RotateItem rotate -> Version.of(rotate.material()).kek;
      case RotateOnSchedule rotate -> Version.of(rotate.material()).kek;
      default -> Optional.empty();
    };
  }

  private static boolean bringsKey(Command command) {
    return switch (command) {
      case CreateItem create -> create.material() instanceof Material.HsmKey;
      case RotateItem rotate -> rotate.material() instanceof Material.HsmKey;
      case Command.RotateOnSchedule rotate -> rotate.material() instanceof Material.HsmKey;
      case Command.InstallKek install -> true;
      default -> false;
    };
  }

  private void settle(Version version) {
    if (version.destroyAt.filter(at -> !now.isBefore(at)).isPresent()) {
      version.state = StateName.DESTROYED;
      version.destroyAt = Optional.empty();
    }
  }

  private Optional<Rejection.Code> onNode(
      ItemId id, Function<String, Optional<Rejection.Code>> action) {
    if (id.equals(ItemId.ROOT)) {
      return Optional.of(Rejection.Code.ROOT_IS_FIXED);
    }
    return path(id).map(action).orElse(Optional.of(Rejection.Code.ITEM_NOT_FOUND));
  }

  Optional<String> path(ItemId id) {
    return nodes.entrySet().stream()
        .filter(entry -> entry.getValue().id.equals(Optional.of(id)))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  Optional<Node> find(ItemId id) {
    return path(id).map(this::node);
  }

  Node node(String path) {
    return Optional.ofNullable(nodes.get(path)).orElseThrow();
  }

  static String text(FolderPath path) {
    String text = path.toString();
    return text.substring(0, text.length() - 1);
  }

  static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }

  /// The folders that a path lies in, nearest first, without the root.
  private static List<String> above(String path) {
    List<String> above = new ArrayList<>();
    for (String at = parent(path); !at.isEmpty(); at = parent(at)) {
      above.add(at);
    }
    return above;
  }

  private List<String> withAllBelow(String path) {
    return nodes.keySet().stream()
        .filter(other -> other.equals(path) || other.startsWith(path + "/"))
        .toList();
  }

  private boolean blocked(String folder) {
    return above(folder + "/").stream()
        .anyMatch(path -> nodes.containsKey(path) && !node(path).folder());
  }

  private void makeFolders(String folder) {
    for (String path : above(folder + "/")) {
      nodes.computeIfAbsent(path, key -> new Node(Optional.empty(), folder(FolderOrigin.IMPLICIT)));
    }
  }

  private void removeEmptied(String folder) {
    boolean goes =
        !folder.isEmpty()
            && node(folder).kind.equals(folder(FolderOrigin.IMPLICIT))
            && withAllBelow(folder).size() == 1;
    if (goes) {
      nodes.remove(folder);
      removeEmptied(parent(folder));
    }
  }

  private Optional<Rejection.Code> create(CreateItem command) {
    Command.Draft draft = command.draft();
    String folder = text(draft.folder());
    String path = folder + "/" + draft.name().orElseThrow();
    Optional<Rejection.Code> unfit =
        unfit(draft.kind(), RotationSettings.INHERITED, draft.rotation())
            .or(() -> draft.kind().encryptedUnder().flatMap(this::unusable))
            .or(() -> revoked(command.material()));
    if (unfit.isPresent()) {
      return unfit;
    }
    if (blocked(folder)) {
      return Optional.of(Rejection.Code.NOT_A_FOLDER);
    }
    if (nodes.containsKey(path)) {
      return Optional.of(Rejection.Code.NAME_TAKEN);
    }
    Optional<Rejection.Code> unlinkable = tokens.storable(command.material());
    if (unlinkable.isPresent()) {
      return unlinkable;
    }
    tokens.store(command.material(), command.id());
    makeFolders(folder);
    Node node = new Node(Optional.of(command.id()), draft.kind());
    node.disabledAt = draft.disabledAt();
    node.rotation = draft.rotation();
    node.anchor = anchored(node, command.material(), now);
    node.versions.put(1, Version.of(command.material()));
    nodes.put(path, node);
    return Optional.empty();
  }

  private static boolean rotates(ItemKind kind) {
    return !(kind instanceof ItemKind.Secret);
  }

  private static boolean graces(ItemKind kind) {
    return kind instanceof ItemKind.Token || kind instanceof ItemKind.ClientSecret;
  }

  private static Optional<Rejection.Code> unfit(
      ItemKind kind, RotationSettings before, RotationSettings after) {
    if (kind instanceof ItemKind.Folder || before.equals(after)) {
      return Optional.empty();
    }
    if (after.gracePeriod().isPresent() && !graces(kind)) {
      return Optional.of(Rejection.Code.GRACE_NOT_APPLICABLE);
    }
    return rotates(kind) ? Optional.empty() : Optional.of(Rejection.Code.POLICY_NOT_APPLICABLE);
  }

  boolean usable(Node node) {
    return node.enabled && node.disabledAt.filter(at -> !now.isBefore(at)).isEmpty();
  }

  private Optional<Rejection.Code> unusable(ItemId id) {
    Optional<Node> key = path(id).map(this::node);
    if (key.isEmpty()) {
      return Optional.of(Rejection.Code.ENCRYPTING_ITEM_UNKNOWN);
    }
    boolean good =
        key.get().kind instanceof ItemKind.Key kind
            && kind.algorithm() == Algorithm.ENCRYPT_AES_GCM_256
            && usable(key.get())
            && key.get().versions.lastEntry().getValue().state == StateName.ACTIVE;
    return good ? Optional.empty() : Optional.of(Rejection.Code.ENCRYPTING_ITEM_UNUSABLE);
  }

  private Optional<Rejection.Code> revoked(Material material) {
    Optional<VersionId> under =
        switch (material) {
          case Material.Sealed sealed -> sealed.under();
          case Material.ApiToken token -> token.secret().under();
          case Material.Credential credential -> credential.secret().under();
          case Material.HsmKey key -> Optional.empty();
          case Material.PublicOnly half -> Optional.empty();
          case Material.SoftwareKey key -> key.privateKey().under();
        };
    boolean good =
        under.isEmpty()
            || path(under.get().item())
                .map(this::node)
                .filter(this::usable)
                .map(node -> node.versions.get(under.get().number().value()))
                .filter(version -> version.state == StateName.ACTIVE)
                .isPresent();
    return good ? Optional.empty() : Optional.of(Rejection.Code.ENCRYPTING_ITEM_UNUSABLE);
  }

  private Optional<Rejection.Code> createFolder(CreateFolder command) {
    String path = text(command.path());
    if (path.isEmpty()) {
      return Optional.of(Rejection.Code.ROOT_IS_FIXED);
    }
    if (blocked(parent(path))) {
      return Optional.of(Rejection.Code.NOT_A_FOLDER);
    }
    if (nodes.containsKey(path) && !node(path).folder()) {
      return Optional.of(Rejection.Code.NAME_TAKEN);
    }
    makeFolders(parent(path));
    Node node =
        nodes.computeIfAbsent(
            path, key -> new Node(Optional.of(command.id()), folder(FolderOrigin.EXPLICIT)));
    if (node.kind.equals(folder(FolderOrigin.IMPLICIT))) {
      node.kind = folder(FolderOrigin.EXPLICIT);
    }
    node.rotation = changed(node.rotation, command.rotation());
    return Optional.empty();
  }

  private static RotationSettings changed(RotationSettings before, RotationChange change) {
    return new RotationSettings(
        change.frequency().isPresent() ? change.frequency().get() : before.frequency(),
        change.retiredState().isPresent() ? change.retiredState().get() : before.retiredState(),
        change.gracePeriod().isPresent() ? change.gracePeriod().get() : before.gracePeriod());
  }

  private Optional<Rejection.Code> update(ItemUpdate update, String path) {
    Node node = node(path);
    if (node.folder() && update.availability().isPresent()) {
      return Optional.of(Rejection.Code.WRONG_TYPE);
    }
    if (node.folder() && update.name().equals(Optional.of(".."))) {
      return Optional.of(Rejection.Code.FOLDER_NAME_INVALID);
    }
    RotationSettings rotation = changed(node.rotation, update.rotation());
    Optional<Rejection.Code> unfit = unfit(node.kind, node.rotation, rotation);
    if (unfit.isPresent()) {
      return unfit;
    }
    String folder = update.folder().map(NaiveVault::text).orElse(parent(path));
    String target = folder + "/" + update.name().orElse(path.substring(parent(path).length() + 1));
    Optional<Rejection.Code> obstacle = obstacle(path, target);
    if (obstacle.isPresent()) {
      return obstacle;
    }
    node.rotation = rotation;
    update.availability().ifPresent(change -> makeAvailable(node, change));
    move(path, target);
    return Optional.empty();
  }

  private Optional<Rejection.Code> obstacle(String path, String target) {
    if (blocked(parent(target))) {
      return Optional.of(Rejection.Code.NOT_A_FOLDER);
    }
    if (target.equals(path)) {
      return Optional.empty();
    }
    if (node(path).kind.equals(folder(FolderOrigin.BUILT_IN))) {
      return Optional.of(Rejection.Code.ROOT_IS_FIXED);
    }
    if (nodes.containsKey(target)) {
      return Optional.of(Rejection.Code.NAME_TAKEN);
    }
    if (!node(path).folder()) {
      return Optional.empty();
    }
    if ((parent(target) + "/").startsWith(path + "/")) {
      return Optional.of(Rejection.Code.FOLDER_INTO_ITSELF);
    }
    int deeper = above(target).size() - above(path).size();
    boolean tooDeep =
        withAllBelow(path).stream()
            .filter(each -> node(each).folder())
            .anyMatch(each -> above(each + "/").size() + deeper > Limits.FOLDER_DEPTH);
    return deeper > 0 && tooDeep ? Optional.of(Rejection.Code.FOLDER_TOO_DEEP) : Optional.empty();
  }

  private void makeAvailable(Node node, Command.AvailabilityChange change) {
    if (change.disabledAt().isPresent()) {
      node.disabledAt = change.disabledAt().get();
    }
    if (change.enabled().isPresent()) {
      node.enabled = change.enabled().get();
      if (node.enabled && !usable(node)) {
        node.disabledAt = Optional.empty();
      }
    }
  }

  private void move(String path, String target) {
    if (target.equals(path)) {
      return;
    }
    makeFolders(parent(target));
    for (String each : withAllBelow(path)) {
      Node node = node(each);
      nodes.remove(each);
      nodes.put(target + each.substring(path.length()), node);
    }
    removeEmptied(parent(path));
  }

  private Optional<Rejection.Code> delete(DeleteItem command, String path) {
    if (node(path).kind.equals(folder(FolderOrigin.BUILT_IN))) {
      return Optional.of(Rejection.Code.ROOT_IS_FIXED);
    }
    List<String> doomed = withAllBelow(path);
    if (doomed.size() > 1 && !command.recursive()) {
      return Optional.of(Rejection.Code.FOLDER_NOT_EMPTY);
    }
    List<Optional<ItemId>> ids = doomed.stream().map(each -> node(each).id).toList();
    boolean needed =
        nodes.entrySet().stream()
            .filter(entry -> !doomed.contains(entry.getKey()))
            .map(entry -> entry.getValue().kind.encryptedUnder())
            .anyMatch(key -> key.isPresent() && ids.contains(key));
    if (needed) {
      return Optional.of(Rejection.Code.KEY_IN_USE);
    }
    doomed.forEach(nodes::remove);
    removeEmptied(parent(path));
    return Optional.empty();
  }

  private static Optional<Instant> anchored(Node node, Material material, Instant at) {
    boolean automatic = rotates(node.kind) && !(material instanceof Material.PublicOnly);
    return automatic ? Optional.of(at) : Optional.empty();
  }

  /// When the policy rotates what is at that path.
  Optional<Instant> due(String path) {
    return usable(node(path)) ? next(path) : Optional.empty();
  }

  /// The same, whether or not the item rests.
  Optional<Instant> next(String path) {
    return node(path).anchor.flatMap(at -> frequency(path).nextAfter(at));
  }

  private Frequency frequency(String path) {
    return effective(path, Setting.FREQUENCY, RotationSettings::frequency)
        .value()
        .orElseGet(Frequency.Never::new);
  }

  private Optional<Rejection.Code> rotateOnSchedule(RotateOnSchedule command, String path) {
    if (due(path).filter(at -> !now.isBefore(at)).isEmpty()) {
      return Optional.of(Rejection.Code.NOT_DUE);
    }
    Node node = node(path);
    Instant boundary = node.anchor.orElseThrow();
    for (Instant next = due(path).orElseThrow(); !now.isBefore(next); ) {
      boundary = next;
      next = frequency(path).nextAfter(next).orElseThrow();
    }
    Optional<Rejection.Code> refused =
        rotate(
            new RotateItem(
                command.id(),
                command.expectedCurrent(),
                command.material(),
                Retirement.BY_POLICY,
                Optional.empty()),
            path);
    if (refused.isEmpty()) {
      node.anchor = anchored(node, command.material(), boundary);
    }
    return refused;
  }

  private Optional<Rejection.Code> rotate(RotateItem command, String path) {
    Node node = node(path);
    if (node.folder()) {
      return Optional.of(Rejection.Code.WRONG_TYPE);
    }
    int current = node.versions.lastKey();
    if (command.expectedCurrent().value() != current) {
      return Optional.of(Rejection.Code.VERSION_CONFLICT);
    }
    if (revoked(command.material()).isPresent()) {
      return revoked(command.material());
    }
    Optional<Rejection.Code> unfit = tokens.rotatable(node, command.material());
    if (unfit.isPresent()) {
      return unfit;
    }
    tokens.rotate(node, command.material());
    Version old = node.versions.lastEntry().getValue();
    StateName target =
        switch (command.retirement()) {
          case BY_POLICY ->
              retiredState(path) == RetiredState.DESTROYED
                  ? StateName.DESTROYED
                  : StateName.DEACTIVATED;
          case DEACTIVATE -> StateName.DEACTIVATED;
          case SUSPEND -> StateName.SUSPENDED;
          case DESTROY -> StateName.DESTROYED;
        };
    Optional<Instant> graceEnd =
        command
            .gracePeriod()
            .or(() -> effective(path, Setting.GRACE_PERIOD, RotationSettings::gracePeriod).value())
            .filter(period -> graces(node.kind))
            .map(period -> period.after(now));
    if (target == StateName.DESTROYED && graceEnd.isPresent() && old.state == StateName.ACTIVE) {
      old.state = StateName.DEACTIVATED;
      old.destroyAt = graceEnd;
    } else if (old.state != target && allowed(old.state, target)) {
      old.state = target;
      old.destroyAt = Optional.empty();
    }
    node.versions.put(current + 1, Version.of(command.material()));
    node.anchor = anchored(node, command.material(), now);
    return Optional.empty();
  }

  RetiredState retiredState(String path) {
    return effective(path, Setting.RETIRED_STATE, RotationSettings::retiredState)
        .value()
        .orElse(graces(node(path).kind) ? RetiredState.DESTROYED : RetiredState.DEACTIVATED);
  }

  <T> Effective<T> effective(
      String path, Setting setting, Function<RotationSettings, Optional<T>> getter) {
    Node node = node(path);
    boolean applies =
        node.folder() || (setting == Setting.GRACE_PERIOD ? graces(node.kind) : rotates(node.kind));
    if (!applies || getter.apply(node.rotation).isPresent()) {
      return new Effective<>(getter.apply(node.rotation), Optional.empty());
    }
    for (String folder : above(path)) {
      Optional<T> inherited = getter.apply(node(folder).rotation);
      if (inherited.isPresent()) {
        return new Effective<>(inherited, Optional.of(folder));
      }
    }
    return new Effective<>(
        defaultsFor(node.kind).map(defaults::get).flatMap(getter), Optional.empty());
  }

  private static Optional<DefaultsFor> defaultsFor(ItemKind kind) {
    return switch (kind) {
      case ItemKind.Key key when key.algorithm() == Algorithm.SIGN_ES256 ->
          Optional.of(DefaultsFor.SIGNING);
      case ItemKind.Key key -> Optional.of(DefaultsFor.ENCRYPTION);
      case ItemKind.Token token -> Optional.of(DefaultsFor.TOKEN);
      case ItemKind.ClientSecret client -> Optional.of(DefaultsFor.CLIENT_SECRET);
      case ItemKind.Secret secret -> Optional.empty();
      case ItemKind.Folder folder -> Optional.empty();
    };
  }

  private static boolean allowed(StateName from, StateName to) {
    return switch (from) {
      case ACTIVE, DEACTIVATED, SUSPENDED -> true;
      case COMPROMISED -> to == StateName.DESTROYED;
      case DESTROYED -> false;
    };
  }

  private Optional<Rejection.Code> changeState(ChangeState command, String path) {
    Node node = node(path);
    if (node.folder()) {
      return Optional.of(Rejection.Code.WRONG_TYPE);
    }
    int number =
        command.version().map(version -> version.value()).orElseGet(node.versions::lastKey);
    Optional<Version> found = Optional.ofNullable(node.versions.get(number));
    if (found.isEmpty()) {
      return Optional.of(Rejection.Code.VERSION_NOT_FOUND);
    }
    Version version = found.get();
    if (version.state == command.target()) {
      if (version.state == StateName.DEACTIVATED) {
        version.destroyAt = Optional.empty();
      }
      if (version.state == StateName.COMPROMISED) {
        Instant asked = command.destroyPeriod().orElseThrow().after(now);
        version.destroyAt = version.destroyAt.map(at -> asked.isBefore(at) ? asked : at);
      }
      return Optional.empty();
    }
    if (!allowed(version.state, command.target())) {
      return Optional.of(Rejection.Code.ILLEGAL_TRANSITION);
    }
    version.state = command.target();
    version.destroyAt = command.destroyPeriod().map(period -> period.after(now));
    return Optional.empty();
  }
}
