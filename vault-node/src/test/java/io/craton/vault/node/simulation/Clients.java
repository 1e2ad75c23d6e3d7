package io.craton.vault.node.simulation;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.command.Command.AvailabilityChange;
import io.craton.vault.core.command.Command.ChangeState;
import io.craton.vault.core.command.Command.Draft;
import io.craton.vault.core.command.Command.ItemUpdate;
import io.craton.vault.core.command.Command.Retirement;
import io.craton.vault.core.decision.ItemSummary;
import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.Labels;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.rotation.Frequency;
import io.craton.vault.core.rotation.RetiredState;
import io.craton.vault.core.rotation.RotationChange;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.service.CryptoService.KeyChoice;
import io.craton.vault.core.service.CryptoService.Signature;
import io.craton.vault.core.service.ItemDetails;
import io.craton.vault.core.service.ItemDetails.VersionDetails;
import io.craton.vault.core.service.ItemWriter.NewValue;
import io.craton.vault.core.service.ItemWriter.Succession;
import io.craton.vault.core.service.TokenAdmin.Minted;
import io.craton.vault.core.service.TokenAdmin.Wish;
import io.craton.vault.core.service.VersionSelector;
import io.craton.vault.core.time.VaultDuration;
import io.craton.vault.core.token.Permission;
import io.craton.vault.node.simulation.Known.KnownItem;
import io.craton.vault.node.simulation.Known.KnownToken;
import io.craton.vault.node.simulation.Known.Type;
import io.craton.vault.node.simulation.Requests.Ending;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// What clients do, and how they judge what they are told.
final class Clients {
  private static final ItemKind KEY =
      new ItemKind.Key(Algorithm.SIGN_ED25519, false, Optional.empty());
  private static final ItemKind SECRET = new ItemKind.Secret(Optional.empty());
  private static final ItemKind TOKEN = new ItemKind.Token(Optional.empty());
  private static final String STORED = "pts_abcdefghijklmnopqrstuvwxyz234567";
  private static final byte[] MESSAGE = {1, 2, 3};
  private static final List<String> PERIODS = List.of("1h", "2h", "5h", "1d");
  private static final List<String> GRACES = List.of("10m", "1h", "3h");

  private final Cluster cluster;
  private final World world;
  private final Requests requests;
  private final Known known = new Known();
  private String root = "";

  Clients(Cluster cluster) {
    this.cluster = cluster;
    this.world = cluster.world();
    this.requests = new Requests(cluster);
  }

  Requests requests() {
    return requests;
  }

  Known known() {
    return known;
  }

  /// Everything that asks with this token may do everything.
  void useRoot(String token) {
    root = token;
  }

  String root() {
    return root;
  }

  /// Does what a step says, whatever comes of it.
  void act(Plan.Step step) {
    Random random = new Random(step.choice());
    switch (step.what()) {
      case CREATE_KEY -> createKey(random);
      case CREATE_SECRET -> store(random, Type.SECRET, SECRET, "value " + step.number());
      case CREATE_TOKEN -> store(random, Type.TOKEN, TOKEN, STORED);
      case ROTATE_KEY -> rotate(random, Type.KEY, "");
      case ROTATE_SECRET -> rotate(random, Type.SECRET, "value " + step.number());
      case SIGN -> sign(random, root, Optional.empty());
      case GET -> get(random);
      case SUSPEND -> change(random, StateName.SUSPENDED);
      case ACTIVATE -> change(random, StateName.ACTIVE);
      case DEACTIVATE -> change(random, StateName.DEACTIVATED);
      case COMPROMISE -> change(random, StateName.COMPROMISED);
      case DESTROY -> change(random, StateName.DESTROYED);
      case DISABLE -> enable(random, false);
      case ENABLE -> enable(random, true);
      case DELETE -> delete(random);
      case MINT_TOKEN -> mint(random);
      case REVOKE_TOKEN -> revoke(random);
      case USE_TOKEN -> useToken(random);
      case ROTATE_KEK -> rotateKek(random);
      case RETIRE_KEK -> retireKek(random);
      default -> throw new IllegalArgumentException("nothing for clients: " + step);
    }
  }

  // ---- Items

  private static Draft draft(Random random, ItemKind kind) {
    boolean policy = !kind.equals(SECRET) && random.nextInt(3) > 0;
    RotationSettings rotation =
        new RotationSettings(
            Optional.of(policy ? new Frequency.Every(any(random, PERIODS)) : new Frequency.Never()),
            kind.equals(TOKEN) ? Optional.of(RetiredState.DESTROYED) : Optional.empty(),
            kind.equals(TOKEN) ? Optional.of(any(random, GRACES)) : Optional.empty());
    return new Draft(
        kind, FolderPath.ROOT, Optional.empty(), Labels.NONE, Optional.empty(), rotation);
  }

  private static VaultDuration any(Random random, List<String> of) {
    return VaultDuration.parse(of.get(random.nextInt(of.size()))).orElseThrow();
  }

  private void createKey(Random random) {
    Draft draft = draft(random, KEY);
    Ending<ItemSummary> ending =
        requests.make(
            random,
            root,
            true,
            (services, call) -> services.writer().generateKey(call, draft),
            (made, started) -> {});
    created(Type.KEY, ending, "");
  }

  private void store(Random random, Type type, ItemKind kind, String value) {
    Draft draft = draft(random, kind);
    Ending<ItemSummary> ending =
        requests.make(
            random,
            root,
            true,
            (services, call) -> {
              try (SecretBytes secret = SecretBytes.utf8(value)) {
                return services.writer().store(call, draft, new NewValue(secret, Optional.empty()));
              }
            },
            (made, started) -> {});
    created(type, ending, value);
  }

  private void created(Type type, Ending<ItemSummary> ending, String value) {
    ItemSummary made = ending.value();
    if (made != null) {
      KnownItem item = new KnownItem(made.item().id(), type);
      item.asks(value);
      item.acknowledge(number(made), value);
      known.add(item);
    }
  }

  private static int number(ItemSummary made) {
    return made.version().orElseThrow().number().value();
  }

  private void rotate(Random random, Type type, String value) {
    KnownItem item = known.any(random, each -> each.type == type);
    if (item == null) {
      return;
    }
    int before = item.acknowledged();
    long begun = item.version(before).beginSuperseding();
    item.asks(value);
    Succession succession = new Succession(Retirement.DEACTIVATE, Optional.empty());
    Ending<ItemSummary> ending =
        requests.make(
            random,
            root,
            true,
            (services, call) -> {
              if (type == Type.KEY) {
                return services.writer().rotateKey(call, item.id, Optional.empty(), succession);
              }
              try (SecretBytes secret = SecretBytes.utf8(value)) {
                NewValue given = new NewValue(secret, Optional.empty());
                return services.writer().rotateValue(call, item.id, Optional.of(given), succession);
              }
            },
            (made, started) -> {});
    judge(item, ending);
    ItemSummary made = ending.value();
    if (made != null) {
      world.note("rotated %s to version %d", item, number(made));
      item.acknowledge(number(made), type == Type.KEY ? "made " + world.steps() : value);
      if (number(made) == before + 1) {
        item.version(before).revoked(world, begun);
      }
    }
  }

  /// Whoever was told of an item is not told later that it does not exist.
  private static void judge(KnownItem item, Ending<?> ending) {
    if (ending.refused() == Rejection.Code.ITEM_NOT_FOUND && !item.mayBeDeleted()) {
      throw new Violation(
          Invariant.ACKNOWLEDGED_WRITES, item + " was acknowledged and does not exist");
    }
  }

  // ---- Uses

  private void sign(Random random, String token, Optional<KnownToken> by) {
    KnownItem item = known.any(random, each -> each.type == Type.KEY);
    if (item == null) {
      return;
    }
    int before = item.acknowledged();
    Optional<VersionNumber> version =
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(new VersionNumber(1 + random.nextInt(before)));
    boolean untouched = item.untouched() && version.isEmpty();
    Ending<Signature> ending =
        requests.make(
            random,
            token,
            false,
            (services, call) ->
                services.crypto().sign(call, new KeyChoice(item.id, version), MESSAGE),
            (signature, started) -> {
              by.ifPresent(used -> used.usability.used(world, started, "a token"));
              check(item, signature, started);
              fresh(item, before, signature.key().version(), version.isEmpty());
            });
    judge(item, ending);
    if (untouched && item.untouched() && isUnusable(ending.refused())) {
      throw new Violation(
          Invariant.ACKNOWLEDGED_WRITES,
          item + " is refused with " + ending.refused() + ", and nobody has revoked it");
    }
    if (by.isPresent()
        && by.get().usability.untouched()
        && ending.refused() == Rejection.Code.TOKEN_REFUSED) {
      throw new Violation(
          Invariant.ACKNOWLEDGED_WRITES, "a token was minted and is refused: " + by.get().id);
    }
  }

  private static boolean isUnusable(Rejection.Code code) {
    return code == Rejection.Code.VERSION_NOT_USABLE || code == Rejection.Code.ITEM_DISABLED;
  }

  private void check(KnownItem item, Signature signature, long started) {
    VersionNumber number = signature.key().version();
    String what = item + " version " + number.value();
    item.version(number.value()).used(world, started, what);
    item.usability.used(world, started, what);
    Optional<PublicKey> made = cluster.auditor().publicKeyOf(new VersionId(item.id, number));
    boolean valid =
        made.filter(key -> cluster.token().verify(key, MESSAGE, signature.value().toArray()))
            .filter(signature.publicKey()::equals)
            .isPresent();
    if (!valid) {
      throw new Violation(
          Invariant.SIGNATURE_KEYS, "a signature of " + what + " was made by another key");
    }
  }

  private static void fresh(KnownItem item, int before, VersionNumber used, boolean current) {
    if (current && used.value() < before) {
      throw new Violation(
          Invariant.ACKNOWLEDGED_WRITES,
          "%s is at version %d, and version %d was acknowledged before"
              .formatted(item, used.value(), before));
    }
  }

  private void get(Random random) {
    KnownItem item = known.any(random, each -> each.type == Type.SECRET);
    if (item != null) {
      judge(item, get(random, item));
    }
  }

  /// Reads the current value of a secret and judges it.
  Ending<ItemDetails> get(Random random, KnownItem item) {
    int before = item.acknowledged();
    return requests.make(
        random,
        root,
        false,
        (services, call) -> services.reader().get(call, item.id, new VersionSelector.Current()),
        (details, started) -> {
          try (details) {
            VersionDetails version = details.versions().getLast();
            VersionNumber number = version.summary().number();
            fresh(item, before, number, true);
            version
                .secret()
                .ifPresent(value -> checkValue(item, number.value(), value.decodeUtf8(), started));
          }
        });
  }

  private void checkValue(KnownItem item, int number, String value, long started) {
    String what = item + " version " + number;
    item.version(number).used(world, started, what);
    item.usability.used(world, started, what);
    String told = item.values().get(number);
    if (told == null ? !item.wasAskedFor(value) : !told.equals(value)) {
      throw new Violation(
          Invariant.ACKNOWLEDGED_WRITES,
          what + " is '" + value + "', and '" + told + "' was acknowledged");
    }
  }

  // ---- States

  private void change(Random random, StateName target) {
    KnownItem item = known.any(random, each -> each.type != Type.TOKEN);
    if (item == null) {
      return;
    }
    VersionNumber number = new VersionNumber(1 + random.nextInt(item.acknowledged()));
    Usability usability = item.version(number.value());
    Optional<VaultDuration> period =
        target == StateName.COMPROMISED ? Optional.of(any(random, GRACES)) : Optional.empty();
    ChangeState change = new ChangeState(item.id, Optional.of(number), target, period);
    boolean enabling = target == StateName.ACTIVE;
    long begun = enabling ? 0 : usability.beginRevocation();
    if (enabling) {
      usability.beginEnabling();
    }
    world.note("asked: %s version %d to be %s", item, number.value(), target);
    Ending<ItemSummary> ending =
        requests.make(
            random,
            root,
            true,
            (services, call) -> services.writer().changeState(call, change),
            (made, started) -> {});
    settle(item, usability, enabling, begun, ending);
  }

  private void settle(
      KnownItem item, Usability usability, boolean enabling, long begun, Ending<?> ending) {
    judge(item, ending);
    if (enabling && ending.certain()) {
      usability.endEnabling();
    } else if (!enabling && ending.value() != null) {
      world.note("acknowledged: a revocation of %s", item);
      usability.revoked(world, begun);
    }
  }

  private void enable(Random random, boolean enabled) {
    KnownItem item = known.any(random, each -> true);
    if (item == null) {
      return;
    }
    long begun = enabled ? 0 : item.usability.beginRevocation();
    if (enabled) {
      item.usability.beginEnabling();
    }
    ItemUpdate update =
        new ItemUpdate(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new AvailabilityChange(Optional.of(enabled), Optional.empty())),
            RotationChange.NONE);
    Ending<ItemSummary> ending =
        requests.make(
            random,
            root,
            true,
            (services, call) -> services.writer().update(call, item.id, update),
            (made, started) -> {});
    settle(item, item.usability, enabled, begun, ending);
  }

  private void delete(Random random) {
    KnownItem item = known.any(random, each -> true);
    if (item == null) {
      return;
    }
    item.delete();
    long begun = item.usability.beginRevocation();
    Ending<ItemId> ending =
        requests.make(
            random,
            root,
            true,
            (services, call) -> services.writer().delete(call, item.id, false),
            (made, started) -> {});
    settle(item, item.usability, false, begun, ending);
  }

  // ---- Tokens and key-encryption keys

  private void mint(Random random) {
    Wish wish =
        new Wish(
            "client",
            Set.of(Permission.READ, Permission.CRYPTO),
            FolderPath.ROOT,
            Optional.empty());
    Ending<KnownToken> ending =
        requests.make(
            random,
            root,
            false,
            (services, call) -> {
              try (Minted minted = services.tokens().mint(call.caller(), wish, call.deadline())) {
                return new KnownToken(minted.token().id(), minted.value().decodeUtf8());
              }
            },
            (made, started) -> {});
    KnownToken token = ending.value();
    if (token != null) {
      known.add(token);
    }
  }

  private void revoke(Random random) {
    KnownToken token = known.anyToken(random);
    if (token == null) {
      return;
    }
    long begun = token.usability.beginRevocation();
    Ending<Boolean> ending =
        requests.make(
            random,
            root,
            false,
            (services, call) -> {
              services.tokens().revoke(call.caller(), token.id, call.deadline());
              return true;
            },
            (made, started) -> {});
    if (ending.value() != null) {
      token.usability.revoked(world, begun);
    }
  }

  private void useToken(Random random) {
    KnownToken token = known.anyToken(random);
    if (token != null) {
      sign(random, token.value, Optional.of(token));
    }
  }

  private void rotateKek(Random random) {
    var _ =
        requests.make(
            random,
            root,
            false,
            (services, call) ->
                services.keks().rotate(call.caller(), Optional.empty(), call.deadline()),
            (made, started) -> {});
  }

  private void retireKek(Random random) {
    var _ =
        requests.make(
            random,
            root,
            false,
            (services, call) -> {
              KekVersion oldest =
                  services.keks().read(call.caller()).generations().getFirst().version();
              services.keks().retire(call.caller(), oldest, call.deadline());
              return oldest;
            },
            (made, started) -> {});
  }
}
