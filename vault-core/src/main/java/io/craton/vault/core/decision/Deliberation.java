package io.craton.vault.core.decision;

import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.event.Event;
import io.craton.vault.core.id.TokenId;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.state.OutboxRow;
import io.craton.vault.core.state.StateView;
import io.craton.vault.core.token.Grant;
import io.craton.vault.core.token.TokenHash;
import io.craton.vault.core.token.TokenRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One proposal under consideration: what is known, what time it is, and the events so far. Lives
/// for one call of [Decider#decide], on one thread.
final class Deliberation {
  private final StateView view;
  private final Proposal proposal;
  private final Instant now;
  private final List<Event> events = new ArrayList<>();
  private final Map<TokenId, Optional<TokenRecord>> changedTokens = new HashMap<>();
  private long lastOutboxNumber;

  Deliberation(StateView view, Proposal proposal, Instant now) {
    this.view = view;
    this.proposal = proposal;
    this.now = now;
    this.lastOutboxNumber = view.lastOutboxNumber();
  }

  StateView view() {
    return view;
  }

  Proposal proposal() {
    return proposal;
  }

  /// Log time of this decision.
  Instant now() {
    return now;
  }

  /// The grant behind the proposal; empty for what the cluster does by itself.
  Optional<Grant> grant() {
    return proposal.actor().flatMap(token -> Access.grant(view, token, now));
  }

  List<Event> events() {
    return events;
  }

  void add(Event event) {
    events.add(event);
  }

  /// The token that a value stood for before this decision, as this decision has left it so far.
  Optional<TokenRecord> token(TokenHash value) {
    Optional<TokenId> id = view.tokenOf(value);
    return id.isEmpty()
        ? Optional.empty()
        : changedTokens.getOrDefault(id.get(), view.token(id.get()));
  }

  void changeToken(TokenRecord before, TokenRecord after) {
    add(new Event.TokenChanged(before, after));
    changedTokens.put(after.id(), Optional.of(after));
  }

  void revokeToken(TokenRecord token) {
    add(new Event.TokenRevoked(token));
    changedTokens.put(token.id(), Optional.empty());
  }

  /// Writes a version's change; material that it loses is destroyed in the HSM afterwards.
  void changeVersion(ItemVersion before, ItemVersion after) {
    add(new Event.VersionChanged(before, after));
    StoredTokens.changed(this, before, after);
    if (after.state().heldMaterial().isEmpty()) {
      before.state().heldMaterial().ifPresent(this::destroyLater);
    }
  }

  /// Puts the HSM's part of the material into the outbox; ciphertext has none.
  void destroyLater(Material material) {
    switch (material) {
      case Material.HsmKey key -> destroyLater(key.ref());
      case Material.PublicOnly half -> {
        // The HSM holds nothing of it.
      }
      case Material.SoftwareKey key -> {
        // As below.
      }
      case Material.Sealed sealed -> {
        // The ciphertext goes with the record that held it.
      }
      case Material.ApiToken token -> {
        // As above.
      }
      case Material.Credential credential -> {
        // As above.
      }
    }
  }

  void destroyLater(KeyRef key) {
    lastOutboxNumber++;
    add(new Event.EffectQueued(new OutboxRow(lastOutboxNumber, key, now)));
  }

  static Outcome refused(Rejection.Code code, String detail) {
    return new Outcome.Refused(new Rejection(code, detail));
  }
}
