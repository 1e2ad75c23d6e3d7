package io.craton.vault.core.service;

import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.token.Permission;

/// What is to be known of a key before a request about it is understood. Thread-safe.
public final class KeyRules {
  private final Views views;

  public KeyRules(Replica replica, Sources sources) {
    this.views = new Views(replica, sources);
  }

  /// The kind of a key that the caller may rotate.
  public ItemKind.Key requireRotation(Call call, ItemId id) throws RequestRefused, Unavailable {
    return views.read(
        call.caller(), reading -> reading.key(reading.versioned(id, Permission.ROTATE)));
  }
}
