package io.craton.vault.core.token;

import java.util.Arrays;
import java.util.Optional;

/// What a token may do, by verb family. A permission includes no other one.
public enum Permission {
  /// Metadata of items, public keys, lists.
  READ(1, "read"),
  /// Values of secrets and tokens.
  SECRET_READ(2, "secret-read"),
  /// Store, generate, update items and folders.
  WRITE(3, "write"),
  /// Sign, verify, encrypt, decrypt.
  CRYPTO(4, "crypto"),
  /// Export key material.
  EXPORT(5, "export"),
  /// Rotate items.
  ROTATE(6, "rotate"),
  /// Change the state of versions.
  STATE(7, "state"),
  /// Delete items and folders.
  DELETE(8, "delete"),
  /// The admin API.
  ADMIN(9, "admin"),
  /// Read the audit trail.
  AUDIT(10, "audit");

  private final int code;
  private final String wireName;

  Permission(int code, String wireName) {
    this.code = code;
    this.wireName = wireName;
  }

  /// The persisted number; never changed, never reused.
  public int code() {
    return code;
  }

  /// The name in the admin API and on the command line.
  public String wireName() {
    return wireName;
  }

  /// The permission of that name, matched exactly.
  public static Optional<Permission> ofWireName(String name) {
    return Arrays.stream(values())
        .filter(permission -> permission.wireName.equals(name))
        .findFirst();
  }

  /// The permission with that persisted number.
  public static Optional<Permission> ofCode(int code) {
    for (Permission permission : values()) {
      if (permission.code == code) {
        return Optional.of(permission);
      }
    }
    return Optional.empty();
  }
}
