package io.craton.vault.core.item;

import java.util.Optional;

/// The types of items. Contract section 3.1.
public enum ItemType {
  ASYMMETRIC_KEY(1, "asymmetric_key"),
  SYMMETRIC_KEY(2, "symmetric_key"),
  SECRET(3, "secret"),
  FOLDER(4, "folder"),
  PANGEA_TOKEN(5, "pangea_token"),
  PANGEA_CLIENT_SECRET(6, "pangea_client_secret"),
  PANGEA_PLATFORM_CLIENT_SECRET(7, "pangea_platform_client_secret");

  private final int code;
  private final String wireName;

  ItemType(int code, String wireName) {
    this.code = code;
    this.wireName = wireName;
  }

  /// The persisted number; never changed, never reused.
  public int code() {
    return code;
  }

  /// The name in requests and answers.
  public String wireName() {
    return wireName;
  }

  /// The type with that wire name, matched exactly.
  public static Optional<ItemType> ofWireName(String name) {
    for (ItemType type : values()) {
      if (type.wireName.equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
