package io.craton.vault.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.rotation.EffectiveRotation;
import io.craton.vault.core.rotation.EffectiveRotation.Setting;
import io.craton.vault.core.rotation.Frequency;
import io.craton.vault.core.rotation.RetiredState;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.time.VaultDuration;
import io.craton.vault.http.request.Timestamps;
import java.io.IOException;
import java.util.Optional;

/// Rotation policies as JSON. Contract sections 3.4 and 6.
final class RotationJson {
  private static final String NO_GRACE = "0secs";

  private RotationJson() {}

  /// What counts for an item.
  static void item(JsonGenerator out, Item item, EffectiveRotation rotation) throws IOException {
    out.writeStringField("rotation_frequency", rotation.frequency().text());
    out.writeStringField("rotation_state", rotation.retiredState().wireName());
    if (item.kind().hasGracePeriod()) {
      out.writeStringField(
          "rotation_grace_period",
          rotation.gracePeriod().map(VaultDuration::text).orElse(NO_GRACE));
    }
    // The Python SDK insists on a string.
    out.writeStringField(
        "next_rotation", rotation.nextRotation(item).map(Timestamps::format).orElse(""));
    inherited(out, rotation);
  }

  /// What a folder says itself.
  static void folder(JsonGenerator out, RotationSettings settings) throws IOException {
    text(out, Setting.FREQUENCY, settings.frequency().map(Frequency::text));
    text(out, Setting.RETIRED_STATE, settings.retiredState().map(RetiredState::wireName));
    text(out, Setting.GRACE_PERIOD, settings.gracePeriod().map(VaultDuration::text));
  }

  /// Which settings come from which folder.
  static void inherited(JsonGenerator out, EffectiveRotation rotation) throws IOException {
    out.writeObjectFieldStart("inherited_settings");
    for (Setting setting : Setting.values()) {
      text(
          out,
          setting,
          Optional.ofNullable(rotation.inheritedFrom().get(setting)).map(FolderPath::toString));
    }
    out.writeEndObject();
  }

  private static void text(JsonGenerator out, Setting setting, Optional<String> value)
      throws IOException {
    if (value.isPresent()) {
      out.writeStringField(setting.wireName(), value.get());
    }
  }
}
