package io.craton.vault.core.rotation;

import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.time.VaultDuration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// What counts for an item: its own settings, else those of the nearest folder above it that has
/// some, else the defaults of its type. Contract section 6.4.
///
/// @param gracePeriod none when empty
/// @param inheritedFrom the folder that each setting inherited from a folder comes from
public record EffectiveRotation(
    Frequency frequency,
    RetiredState retiredState,
    Optional<VaultDuration> gracePeriod,
    Map<Setting, FolderPath> inheritedFrom) {
  public EffectiveRotation {
    inheritedFrom = Map.copyOf(inheritedFrom);
  }

  /// When the policy rotates `item` next; empty when nothing is scheduled. A time in the past means
  /// that it does so as soon as it can.
  public Optional<Instant> nextRotation(Item item) {
    return item.schedule().anchor().flatMap(frequency::nextAfter);
  }

  /// The settings that can be inherited.
  public enum Setting {
    FREQUENCY(1, "rotation_frequency"),
    RETIRED_STATE(2, "rotation_state"),
    GRACE_PERIOD(3, "rotation_grace_period");

    private final int code;
    private final String wireName;

    Setting(int code, String wireName) {
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

    /// The setting with that persisted number.
    public static Optional<Setting> ofCode(int code) {
      for (Setting setting : values()) {
        if (setting.code == code) {
          return Optional.of(setting);
        }
      }
      return Optional.empty();
    }
  }
}
