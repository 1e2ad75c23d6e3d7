package io.craton.vault.node.simulation;

import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.service.CryptoService.KeyChoice;
import io.craton.vault.core.service.CryptoService.Signature;
import io.craton.vault.core.service.ItemDetails;
import io.craton.vault.core.service.ItemDetails.VersionDetails;
import io.craton.vault.core.service.VersionSelector;
import io.craton.vault.node.simulation.Known.KnownItem;
import io.craton.vault.node.simulation.Known.KnownToken;
import io.craton.vault.node.simulation.Requests.Ending;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// How clients use keys and secrets, and how they judge what they are told.
final class Uses {
  private static final byte[] MESSAGE = {1, 2, 3};

  private final Cluster cluster;
  private final World world;
  private final Requests requests;
  private final Known known;

  Uses(Cluster cluster, Requests requests, Known known) {
    this.cluster = cluster;
    this.world = cluster.world();
    this.requests = requests;
    this.known = known;
  }

  /// Whoever was told of an item is not told later that it does not exist.
  static void judge(KnownItem item, Ending<?> ending) {
    if (ending.refused() == Rejection.Code.ITEM_NOT_FOUND && !item.mayBeDeleted()) {
      throw new Violation(
          Invariant.ACKNOWLEDGED_WRITES, item + " was acknowledged and does not exist");
    }
  }

  /// Signs with some version of some key.
  ///
  /// @param by the token that this is asked with, if it is a client's own
  /// @return whether there is a signature
  boolean sign(Random random, String token, Optional<KnownToken> by) {
    KnownItem item = known.any(random, each -> each.type == Known.Type.KEY);
    if (item == null) {
      return false;
    }
    Optional<VersionNumber> version =
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(new VersionNumber(1 + random.nextInt(item.acknowledged())));
    Ending<Signature> ending = sign(random, token, item, version, by);
    if (by.isPresent()
        && by.get().usability.untouched()
        && ending.refused() == Rejection.Code.TOKEN_REFUSED) {
      throw new Violation(
          Invariant.ACKNOWLEDGED_WRITES, "a token was minted and is refused: " + by.get().id);
    }
    return ending.value() != null;
  }

  /// Signs with that key and judges what comes of it.
  void sign(Random random, String token, KnownItem item, Optional<VersionNumber> version) {
    var _ = sign(random, token, item, version, Optional.empty());
  }

  private Ending<Signature> sign(
      Random random,
      String token,
      KnownItem item,
      Optional<VersionNumber> version,
      Optional<KnownToken> by) {
    int before = item.acknowledged();
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
    return ending;
  }

  private static boolean isUnusable(Rejection.@Nullable Code code) {
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

  /// Reads the current value of a secret and judges it.
  Ending<ItemDetails> get(Random random, String token, KnownItem item) {
    int before = item.acknowledged();
    Ending<ItemDetails> ending =
        requests.make(
            random,
            token,
            false,
            (services, call) -> services.reader().get(call, item.id, new VersionSelector.Current()),
            (details, started) -> {
              try (details) {
                VersionDetails version = details.versions().getLast();
                VersionNumber number = version.summary().number();
                fresh(item, before, number, true);
                version
                    .secret()
                    .ifPresent(
                        value -> checkValue(item, number.value(), value.decodeUtf8(), started));
              }
            });
    judge(item, ending);
    return ending;
  }

  private void checkValue(KnownItem item, int number, String value, long started) {
    String what = item + " version " + number;
    item.version(number).used(world, started, what);
    item.usability.used(world, started, what);
    world.note("read: %s", what);
    String told = item.values().get(number);
    if (told == null ? !item.wasAskedFor(value) : !told.equals(value)) {
      throw new Violation(
          Invariant.ACKNOWLEDGED_WRITES,
          what + " is '" + value + "', and '" + told + "' was acknowledged");
    }
  }
}
