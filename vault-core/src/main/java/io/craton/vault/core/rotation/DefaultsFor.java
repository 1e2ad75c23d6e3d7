package io.craton.vault.core.rotation;

import io.craton.vault.core.item.ItemKind;
import java.util.Optional;

/// What the service's own defaults for rotation are kept by. Contract section 6.4.
public enum DefaultsFor {
  ENCRYPTION(1, "encryption"),
  SIGNING(2, "signing"),
  JWT(3, "jwt"),
  FPE(4, "fpe"),
  PKI(5, "pki"),
  TOKEN(6, "token"),
  CLIENT_SECRET(7, "client_secret");

  private final int code;
  private final String wireName;

  DefaultsFor(int code, String wireName) {
    this.code = code;
    this.wireName = wireName;
  }

  /// The persisted number; never changed, never reused.
  public int code() {
    return code;
  }

  /// The name in the admin API.
  public String wireName() {
    return wireName;
  }

  /// True when what they count for has a grace period.
  public boolean hasGracePeriod() {
    return switch (this) {
      case TOKEN, CLIENT_SECRET -> true;
      case ENCRYPTION, SIGNING, JWT, FPE, PKI -> false;
    };
  }

  /// The defaults with that wire name, matched exactly.
  public static Optional<DefaultsFor> ofWireName(String name) {
    for (DefaultsFor defaults : values()) {
      if (defaults.wireName.equals(name)) {
        return Optional.of(defaults);
      }
    }
    return Optional.empty();
  }

  /// The defaults that count for an item of that kind; empty for what no policy rotates.
  public static Optional<DefaultsFor> kind(ItemKind kind) {
    return switch (kind) {
      case ItemKind.Key key ->
          Optional.of(
              switch (key.algorithm().purpose()) {
                case ENCRYPTION -> ENCRYPTION;
                case SIGNING -> SIGNING;
                case JWT -> JWT;
                case FPE -> FPE;
                case PKI -> PKI;
              });
      case ItemKind.Token token -> Optional.of(TOKEN);
      case ItemKind.ClientSecret client -> Optional.of(CLIENT_SECRET);
      case ItemKind.Secret secret -> Optional.empty();
      case ItemKind.Folder folder -> Optional.empty();
    };
  }

  /// The defaults with that persisted number.
  public static Optional<DefaultsFor> ofCode(int code) {
    for (DefaultsFor defaults : values()) {
      if (defaults.code == code) {
        return Optional.of(defaults);
      }
    }
    return Optional.empty();
  }
}
