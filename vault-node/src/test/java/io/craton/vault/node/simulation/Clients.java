package io.craton.vault.node.simulation;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.command.Command.AvailabilityChange;
import io.craton.vault.core.command.Command.ChangeState;
import io.craton.vault.core.command.Command.Draft;
import io.craton.vault.core.command.Command.ItemUpdate;
import io.craton.vault.core.command.Command.Retirement;
import io.craton.vault.core.decision.ItemSummary;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.Labels;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.rotation.Frequency;
import io.craton.vault.core.rotation.RetiredState;
import io.craton.vault.core.rotation.RotationChange;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.service.ItemWriter.NewValue;
import io.craton.vault.core.service.ItemWriter.Succession;
import io.craton.vault.core.time.VaultDuration;
import io.craton.vault.node.simulation.Known.KnownItem;
import io.craton.vault.node.simulation.Known.KnownToken;
import io.craton.vault.node.simulation.Requests.Ending;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// What clients do, and how they judge what they are told.
final class Clients {
  private static final ItemKind KEY =
      new ItemKind.Key(Algorithm.SIGN_ED25519, false, Optional.empty());
  private static final ItemKind SECRET = new ItemKind.Secret(Optional.empty());
  private static final ItemKind TOKEN = new ItemKind.Token(Optional.empty());
  private static final String STORED = "pts_abcdefghijklmnopqrstuvwxyz234567";
  private static final List<String> PERIODS = List.of("1h", "2h", "5h", "1d");
  private static final List<String> GRACES = List.of("10m", "1h", "3h");

  private static final List<StateName> REVOKED =
      List.of(StateName.SUSPENDED, StateName.DEACTIVATED, StateName.DESTROYED);
  private static final Duration RACE = Duration.ofSeconds(2);
  private static final int RACERS = 4;

  private final Cluster cluster;
  private final World world;
  private final Requests requests;
  private final Known known = new Known();
  private final Uses uses;
  private final Admins admins;
  private final Map<What, Long> acknowledged = new EnumMap<>(What.class);
  private String root = "";

  Clients(Cluster cluster) {
    this.cluster = cluster;
    this.world = cluster.world();
    this.requests = new Requests(cluster);
    this.uses = new Uses(cluster, requests, known);
    this.admins = new Admins(requests, known, world);
  }

  Requests requests() {
    return requests;
  }

  Known known() {
    return known;
  }

  Uses uses() {
    return uses;
  }

  /// Everything that asks with this token may do everything.
  void useRoot(String token) {
    root = token;
  }

  String root() {
    return root;
  }

  /// How often each step was acknowledged.
  Map<What, Long> acknowledged() {
    return acknowledged;
  }

  /// Does what a step says, whatever comes of it.
  void act(Plan.Step step) {
    if (succeeds(step, new Random(step.choice()))) {
      acknowledged.merge(step.what(), 1L, Long::sum);
    }
  }

  private boolean succeeds(Plan.Step step, Random random) {
    return switch (step.what()) {
      case CREATE_KEY -> createKey(random);
      case CREATE_SECRET -> store(random, Known.Type.SECRET, SECRET, "value " + step.number());
      case CREATE_TOKEN -> store(random, Known.Type.TOKEN, TOKEN, STORED);
      case ROTATE_KEY -> rotate(random, Known.Type.KEY, "");
      case ROTATE_SECRET -> rotate(random, Known.Type.SECRET, "value " + step.number());
      case SIGN -> uses.sign(random, root, Optional.empty());
      case GET -> get(random);
      case SUSPEND -> change(random, StateName.SUSPENDED);
      case ACTIVATE -> change(random, StateName.ACTIVE);
      case DEACTIVATE -> change(random, StateName.DEACTIVATED);
      case COMPROMISE -> change(random, StateName.COMPROMISED);
      case DESTROY -> change(random, StateName.DESTROYED);
      case DISABLE -> enable(random, false);
      case ENABLE -> enable(random, true);
      case DELETE -> delete(random);
      case MINT_TOKEN -> admins.mint(random, root);
      case REVOKE_TOKEN -> admins.revoke(random, root);
      case USE_TOKEN -> useToken(random);
      case ROTATE_KEK -> admins.rotateKek(random, root);
      case RETIRE_KEK -> admins.retireKek(random, root);
      case RACE -> race(random);
      default -> throw new IllegalArgumentException("nothing for clients: " + step);
    };
  }

  // ---- Items

  private static Draft draft(Random random, ItemKind kind) {
    RotationSettings rotation = RotationSettings.INHERITED;
    if (!kind.equals(SECRET)) {
      Frequency frequency =
          random.nextInt(3) > 0
              ? new Frequency.Every(period(random, PERIODS))
              : new Frequency.Never();
      boolean token = kind.equals(TOKEN);
      rotation =
          new RotationSettings(
              Optional.of(frequency),
              token ? Optional.of(RetiredState.DESTROYED) : Optional.empty(),
              token ? Optional.of(period(random, GRACES)) : Optional.empty());
    }
    return new Draft(
        kind, FolderPath.ROOT, Optional.empty(), Labels.NONE, Optional.empty(), rotation);
  }

  private static VaultDuration period(Random random, List<String> of) {
    return VaultDuration.parse(any(random, of)).orElseThrow();
  }

  private static <T> T any(Random random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private boolean createKey(Random random) {
    Draft draft = draft(random, KEY);
    Ending<ItemSummary> ending =
        requests.make(
            random,
            root,
            true,
            (services, call) -> services.writer().generateKey(call, draft),
            (made, started) -> {});
    return created(Known.Type.KEY, ending, "");
  }

  private boolean store(Random random, Known.Type type, ItemKind kind, String value) {
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
    return created(type, ending, value);
  }

  private boolean created(Known.Type type, Ending<ItemSummary> ending, String value) {
    ItemSummary made = ending.value();
    if (made != null) {
      KnownItem item = new KnownItem(made.item().id(), type);
      item.asks(value);
      item.acknowledge(number(made), value);
      known.add(item);
    }
    return made != null;
  }

  private static int number(ItemSummary made) {
    return made.version().orElseThrow().number().value();
  }

  private boolean rotate(Random random, Known.Type type, String value) {
    KnownItem item = known.any(random, each -> each.type == type);
    if (item == null) {
      return false;
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
              if (type == Known.Type.KEY) {
                return services.writer().rotateKey(call, item.id, Optional.empty(), succession);
              }
              try (SecretBytes secret = SecretBytes.utf8(value)) {
                NewValue given = new NewValue(secret, Optional.empty());
                return services.writer().rotateValue(call, item.id, Optional.of(given), succession);
              }
            },
            (made, started) -> {});
    Uses.judge(item, ending);
    ItemSummary made = ending.value();
    if (made != null) {
      world.note("rotated %s to version %d", item, number(made));
      item.acknowledge(number(made), type == Known.Type.KEY ? "made " + world.steps() : value);
      if (number(made) == before + 1) {
        item.version(before).revoked(world, begun);
      }
    }
    return made != null;
  }

  // ---- Uses

  private boolean get(Random random) {
    KnownItem item = known.any(random, each -> each.type == Known.Type.SECRET);
    return item != null && uses.get(random, root, item).value() != null;
  }

  private boolean useToken(Random random) {
    KnownToken token = known.anyToken(random);
    return token != null && uses.sign(random, token.value, Optional.of(token));
  }

  /// Many use one key, through a node with a slow HSM and through others, while it is revoked.
  private boolean race(Random random) {
    KnownItem item = known.any(random, each -> each.type == Known.Type.KEY);
    if (item == null) {
      return false;
    }
    SimNode slow = cluster.node(random.nextInt(cluster.nodes().size()));
    slow.hsm().trouble().slowFor(RACE);
    VersionNumber number = new VersionNumber(item.acknowledged());
    for (int i = 0; i < RACERS; i++) {
      Random own = new Random(random.nextLong());
      world.spawn(
          world.forever(),
          () -> {
            world.sleep(own.nextLong(RACE.toNanos()));
            uses.sign(own, root, item, Optional.of(number));
          });
    }
    world.sleep(random.nextLong(RACE.toNanos()));
    return change(random, item, number, any(random, REVOKED));
  }

  // ---- States

  private boolean change(Random random, StateName target) {
    KnownItem item = known.any(random, each -> each.type != Known.Type.TOKEN);
    if (item == null) {
      return false;
    }
    return change(random, item, new VersionNumber(1 + random.nextInt(item.acknowledged())), target);
  }

  private boolean change(Random random, KnownItem item, VersionNumber number, StateName target) {
    Usability usability = item.version(number.value());
    Optional<VaultDuration> period =
        target == StateName.COMPROMISED ? Optional.of(period(random, GRACES)) : Optional.empty();
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
    return settle(item, usability, enabling, begun, ending);
  }

  private boolean settle(
      KnownItem item, Usability usability, boolean enabling, long begun, Ending<?> ending) {
    Uses.judge(item, ending);
    if (enabling && ending.certain()) {
      usability.endEnabling();
    } else if (!enabling && ending.value() != null) {
      world.note("acknowledged: a revocation of %s", item);
      usability.revoked(world, begun);
    }
    return ending.value() != null;
  }

  private boolean enable(Random random, boolean enabled) {
    KnownItem item = known.any(random, each -> true);
    if (item == null) {
      return false;
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
    return settle(item, item.usability, enabled, begun, ending);
  }

  private boolean delete(Random random) {
    KnownItem item = known.any(random, each -> true);
    if (item == null) {
      return false;
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
    return settle(item, item.usability, false, begun, ending);
  }
}
