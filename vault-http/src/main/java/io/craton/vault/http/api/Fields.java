package io.craton.vault.http.api;

import io.craton.vault.core.Limits;
import io.craton.vault.core.command.Command.Retirement;
import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.Labels;
import io.craton.vault.core.rotation.Frequency;
import io.craton.vault.core.rotation.RetiredState;
import io.craton.vault.core.rotation.RotationChange;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.service.ItemWriter.Succession;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.core.time.VaultDuration;
import io.craton.vault.http.request.ErrorCode;
import io.craton.vault.http.request.Field;
import io.craton.vault.http.request.FieldTypes;
import io.craton.vault.http.request.Form;
import io.craton.vault.http.request.InvalidRequest;
import io.craton.vault.http.request.Problem;
import io.craton.vault.http.request.RequestSchema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Fields that more than one endpoint has.
final class Fields {
  private static final String INHERITED = "inherited";

  /// Characters of an id that is not checked for its pattern.
  private static final int ANY_ID_CHARS = 1024;

  static final Field<ItemId> ID = Field.required("id", FieldTypes.ITEM_ID, "The item.");

  /// An id whose form is not checked: a malformed one names no item. Contract section 2.
  static final Field<String> ANY_ID =
      Field.required("id", FieldTypes.text(0, ANY_ID_CHARS), "The item.");

  static final Field<VersionNumber> VERSION =
      Field.optional("version", FieldTypes.VERSION, "The version; the current one if absent.");

  static final Field<String> NAME =
      Field.optional("name", FieldTypes.text(1, Limits.NAME_CHARS), "Unique in its folder.");

  static final Field<FolderPath> FOLDER =
      Field.optional("folder", FieldTypes.FOLDER, "The parent folder; made if missing.").orEmpty();

  static final Field<Map<String, String>> METADATA =
      Field.optional("metadata", FieldTypes.METADATA, "Whatever its owner notes.");

  static final Field<List<String>> TAGS =
      Field.optional("tags", FieldTypes.TAGS, "Labels, in the order given.");

  static final Field<Optional<Instant>> DISABLED_AT =
      Field.optional(
              "disabled_at",
              FieldTypes.TIMESTAMP_OR_NEVER,
              "When the item becomes disabled, or never.")
          .orEmpty()
          .alias("expiration");

  /// What becomes of the version that a rotation supersedes.
  static final Field<String> ROTATION_STATE =
      Field.optional(
              "rotation_state",
              FieldTypes.choice(List.of("deactivated", "suspended", "destroyed", "inherited")),
              "The next state of the version that is superseded.")
          .orEmpty();

  static final Field<Optional<Frequency>> FREQUENCY = PolicyFields.FREQUENCY;
  static final Field<Optional<RetiredState>> RETIRED_STATE = PolicyFields.RETIRED_STATE;
  static final Field<Optional<VaultDuration>> GRACE_PERIOD = PolicyFields.GRACE_PERIOD;

  static final Field<ItemId> ENCRYPTING_ITEM_ID =
      Field.optional(
              "encrypting_item_id",
              FieldTypes.ITEM_ID,
              "A vault key that the values are encrypted under as well.")
          .orEmpty();

  private Fields() {}

  /// A table with what every request of every SDK may carry.
  static RequestSchema schema(Field<?>... fields) {
    return RequestSchema.of(fields)
        .with(Field.ignored("config_id"), Field.ignored("transfer_method"));
  }

  /// The settings of a new item.
  static RotationSettings rotation(Form form) {
    return PolicyFields.change(form).applyTo(RotationSettings.INHERITED);
  }

  /// The change of an item's settings.
  static RotationChange rotationChange(Form form) {
    return PolicyFields.change(form);
  }

  /// The item id in `text`, or the refusal of an unknown item.
  static ItemId lookUp(String text) throws RequestRefused {
    return ItemId.parse(text)
        .orElseThrow(
            () -> new RequestRefused(Rejection.Code.ITEM_NOT_FOUND, "no item has such an id"));
  }

  static Labels labels(Form form) {
    return new Labels(form.get(METADATA).orElse(Map.of()), form.get(TAGS).orElse(List.of()));
  }

  /// When a new item ends.
  ///
  /// @throws InvalidRequest when that is over at `now`
  static Optional<Instant> end(Form form, Instant now) throws InvalidRequest {
    Optional<Instant> end = form.get(DISABLED_AT).flatMap(at -> at);
    if (end.isPresent() && !end.get().isAfter(now)) {
      throw new InvalidRequest(
          Problem.at(DISABLED_AT.pointer(), ErrorCode.NOT_WITHIN_RANGE, "expected a later time"));
    }
    return end;
  }

  /// What becomes of the version that is superseded.
  static Succession succession(Form form) {
    Retirement retirement =
        switch (form.get(ROTATION_STATE).orElse(INHERITED)) {
          case "deactivated" -> Retirement.DEACTIVATE;
          case "suspended" -> Retirement.SUSPEND;
          case "destroyed" -> Retirement.DESTROY;
          default -> Retirement.BY_POLICY;
        };
    return new Succession(retirement, form.get(GRACE_PERIOD).flatMap(grace -> grace));
  }
}
