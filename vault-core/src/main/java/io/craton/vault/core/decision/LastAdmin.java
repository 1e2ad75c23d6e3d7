package io.craton.vault.core.decision;

import static io.craton.vault.core.decision.Deliberation.refused;

import io.craton.vault.core.event.Event;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.TokenId;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.state.StateView;
import io.craton.vault.core.token.TokenRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Keeps a vault from losing its last administrator: a token that holds `admin` on everything,
/// never expires, and is usable now with no end in sight. Whatever would leave none of them is
/// refused: revoking the token, and revoking, disabling or deleting the item it is stored as.
///
/// Costs nothing for commands that touch no such token, and otherwise one look at each of these
/// tokens until a usable one is found.
final class LastAdmin {
  private static final int PAGE = 64;

  private final StateView view;
  private final Map<TokenId, Optional<TokenRecord>> tokens = new HashMap<>();
  private final Map<ItemId, Optional<Item>> items = new HashMap<>();
  private final Map<VersionId, Optional<ItemVersion>> versions = new HashMap<>();
  private boolean concerned;

  private LastAdmin(StateView view) {
    this.view = view;
  }

  /// The refusal of a decision that would leave no administrator where there was one.
  static Optional<Outcome> check(Deliberation deliberation) {
    LastAdmin after = new LastAdmin(deliberation.view());
    deliberation.events().forEach(after::learn);
    if (!after.concerned || after.anyUsable() || !new LastAdmin(deliberation.view()).anyUsable()) {
      return Optional.empty();
    }
    return Optional.of(
        refused(
            Rejection.Code.LAST_ADMIN,
            "this would leave no usable token that has admin on everything and does not expire;"
                + " mint another one first"));
  }

  private void learn(Event event) {
    switch (event) {
      case Event.TokenGranted granted ->
          tokens.put(granted.token().id(), Optional.of(granted.token()));
      case Event.TokenChanged changed -> {
        tokens.put(changed.after().id(), Optional.of(changed.after()));
        concerned |= changed.before().isLastingAdmin();
      }
      case Event.TokenRevoked revoked -> {
        tokens.put(revoked.token().id(), Optional.empty());
        concerned |= revoked.token().isLastingAdmin();
      }
      case Event.ItemCreated created -> items.put(created.item().id(), Optional.of(created.item()));
      case Event.ItemChanged changed -> {
        items.put(changed.after().id(), Optional.of(changed.after()));
        concerned |= changed.after().kind() instanceof ItemKind.Token;
      }
      case Event.ItemDeleted deleted -> items.put(deleted.item().id(), Optional.empty());
      case Event.VersionCreated created ->
          versions.put(created.version().id(), Optional.of(created.version()));
      case Event.VersionChanged changed -> {
        versions.put(changed.after().id(), Optional.of(changed.after()));
        concerned |= StoredTokens.holdsOne(changed.before());
      }
      case Event.VersionDeleted deleted -> versions.put(deleted.id(), Optional.empty());
      case Event.ClockAdvanced _,
          Event.RotationDefaultsSet _,
          Event.ReplanQueued _,
          Event.ReplanAdvanced _,
          Event.ReplanFinished _,
          Event.Bootstrapped _,
          Event.VersionResealed _,
          Event.KekInstalled _,
          Event.KekRetired _,
          Event.SweepBegun _,
          Event.MembersChanged _,
          Event.EffectQueued _,
          Event.EffectCompleted _,
          Event.OutcomeRecorded _,
          Event.OutcomeForgotten _ -> {
        // Nothing of a token.
      }
    }
  }

  private boolean anyUsable() {
    if (tokens.values().stream().flatMap(Optional::stream).anyMatch(this::isUsable)) {
      return true;
    }
    Optional<TokenId> after = Optional.empty();
    while (true) {
      List<TokenId> page = view.lastingAdmins(after, PAGE);
      for (TokenId id : page) {
        Optional<TokenRecord> token = tokens.getOrDefault(id, view.token(id));
        if (token.filter(this::isUsable).isPresent()) {
          return true;
        }
      }
      if (page.size() < PAGE) {
        return false;
      }
      after = Optional.of(page.getLast());
    }
  }

  private boolean isUsable(TokenRecord token) {
    return token.isLastingAdmin()
        && switch (token.values()) {
          case TokenRecord.Loose loose -> true;
          case TokenRecord.Stored stored ->
              item(stored.item()).filter(LastAdmin::isLasting).isPresent()
                  && version(stored.newest()).filter(LastAdmin::isCurrent).isPresent();
        };
  }

  private Optional<Item> item(ItemId id) {
    return items.getOrDefault(id, view.item(id));
  }

  private Optional<ItemVersion> version(VersionId id) {
    return versions.getOrDefault(id, view.version(id));
  }

  private static boolean isLasting(Item item) {
    return item.availability().enabled() && item.availability().disabledAt().isEmpty();
  }

  private static boolean isCurrent(ItemVersion version) {
    return version.state().name() == StateName.ACTIVE && Access.letsIn(version);
  }
}
