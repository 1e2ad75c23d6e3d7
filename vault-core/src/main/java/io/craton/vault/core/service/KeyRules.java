package io.craton.vault.core.service;

import io.craton.vault.core.algorithm.Purpose;
import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.CryptoService.KeyChoice;
import io.craton.vault.core.token.Permission;
import java.util.Set;

/// Whether something may be done with a key, where the vault cannot do it yet: callers get the same
/// refusals as they will then, and [#notAvailable] only when nothing else is wrong. Thread-safe.
public final class KeyRules {
  private final Views views;

  public KeyRules(Replica replica, Sources sources) {
    this.views = new Views(replica, sources);
  }

  /// What is done with a key.
  public enum Use {
    /// Sign or encrypt: only with an active version of an enabled key.
    PRODUCE,
    /// Verify or decrypt: with whatever is not destroyed.
    CONSUME
  }

  /// The refusal of what would be fine if the vault could do it.
  public static RequestRefused notAvailable(String what) {
    return new RequestRefused(Rejection.Code.NOT_AVAILABLE_YET, what + " is not available yet");
  }

  /// Refuses unless the key may be used so.
  public void requireUse(Call call, KeyChoice choice, Purpose purpose, Use use)
      throws RequestRefused, Unavailable {
    Set<StateName> states = use == Use.PRODUCE ? KeyUse.PRODUCING : KeyUse.CONSUMING;
    views.read(call.caller(), reading -> KeyUse.find(reading, choice, purpose, states));
  }

  /// The kind of a key that the caller may rotate.
  public ItemKind.Key requireRotation(Call call, ItemId id) throws RequestRefused, Unavailable {
    return views.read(
        call.caller(), reading -> reading.key(reading.versioned(id, Permission.ROTATE)));
  }
}
