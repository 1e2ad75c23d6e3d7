package io.craton.vault.node.simulation;

import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.service.TokenAdmin.Minted;
import io.craton.vault.core.service.TokenAdmin.Wish;
import io.craton.vault.core.token.Permission;
import io.craton.vault.node.simulation.Known.KnownToken;
import io.craton.vault.node.simulation.Requests.Ending;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// What administrators do: tokens and key-encryption keys. Each says whether it was acknowledged.
final class Admins {
  private final Requests requests;
  private final Known known;
  private final World world;

  Admins(Requests requests, Known known, World world) {
    this.requests = requests;
    this.known = known;
    this.world = world;
  }

  boolean mint(Random random, String root) {
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
    return token != null;
  }

  boolean revoke(Random random, String root) {
    KnownToken token = known.anyToken(random);
    if (token == null) {
      return false;
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
    return ending.value() != null;
  }

  boolean rotateKek(Random random, String root) {
    Ending<KekVersion> ending =
        requests.make(
            random,
            root,
            false,
            (services, call) ->
                services.keks().rotate(call.caller(), Optional.empty(), call.deadline()),
            (made, started) -> {});
    return ending.value() != null;
  }

  boolean retireKek(Random random, String root) {
    Ending<KekVersion> ending =
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
    return ending.value() != null;
  }
}
