package io.craton.vault.http.api;

import io.craton.vault.core.Limits;
import io.craton.vault.core.command.Command.Retirement;
import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.Labels;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.http.request.ErrorCode;
import io.craton.vault.http.request.Field;
import io.craton.vault.http.request.FieldType;
import io.craton.vault.http.request.FieldTypes;
import io.craton.vault.http.request.Form;
import io.craton.vault.http.request.InvalidRequest;
import io.craton.vault.http.request.JsonValue;
import io.craton.vault.http.request.Problem;
import io.craton.vault.http.request.RequestSchema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Fields that more than one endpoint has.
final class Fields {
  private static final String NO_POLICIES = "rotation policies are not available yet";

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

  /// A rotation policy that says what holds without one.
  static final Field<String> POLICY_STATE =
      Field.optional(
              "rotation_state",
              FieldTypes.choice(List.of("inherited", "deactivated"), NO_POLICIES),
              "Accepted as far as it is the default.")
          .orEmpty();

  /// As [#POLICY_STATE].
  static final Field<String> POLICY_FREQUENCY =
      Field.optional("rotation_frequency", frequency(), "Accepted as far as it is the default.")
          .orEmpty();

  /// As [#POLICY_STATE].
  static final Field<String> POLICY_GRACE =
      Field.optional(
              "rotation_grace_period",
              FieldTypes.choice(List.of("inherited"), NO_POLICIES),
              "Accepted as far as it is the default.")
          .orEmpty();

  static final Field<JsonValue> ENCRYPTING_ITEM_ID =
      Field.optional(
              "encrypting_item_id",
              FieldTypes.refused("encryption under another item is not available yet"),
              "Not available yet.")
          .orEmpty();

  private Fields() {}

  /// A table with what every request of every SDK may carry.
  static RequestSchema schema(Field<?>... fields) {
    return RequestSchema.of(fields)
        .with(Field.ignored("config_id"), Field.ignored("transfer_method"));
  }

  /// A duration is understood before it is refused, so that a wrong one is told from a good one.
  private static FieldType<String> frequency() {
    return new FieldType<>(
        FieldTypes.text(0, Limits.NAME_CHARS).shape(),
        (value, pointer) -> {
          String text = FieldTypes.string(value);
          if (text.equals("never") || text.equals("inherited")) {
            return text;
          }
          FieldTypes.DURATION.conversion().convert(value, pointer);
          throw FieldTypes.invalid(
              pointer, ErrorCode.NOT_ENUM_MEMBER, NO_POLICIES + ": expected never or inherited");
        });
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

  /// What becomes of the version that is superseded; items have no policy yet to inherit.
  static Retirement retirement(Form form) {
    return switch (form.get(ROTATION_STATE).orElse("inherited")) {
      case "suspended" -> Retirement.SUSPEND;
      case "destroyed" -> Retirement.DESTROY;
      default -> Retirement.DEACTIVATE;
    };
  }
}
