package io.craton.vault.http.api;

import static io.craton.vault.http.result.Member.always;
import static io.craton.vault.http.result.Member.sometimes;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.algorithm.Purpose;
import io.craton.vault.core.item.ItemType;
import io.craton.vault.core.item.StateName;
import io.craton.vault.http.result.Member;
import io.craton.vault.http.result.ResultSchema;
import io.craton.vault.http.result.ResultShape;
import io.craton.vault.http.result.ResultShapes;
import java.util.List;

/// What [ItemJson] writes, as tables. Contract sections 3.4 to 3.6.
final class ItemTables {
  static final ResultShape ALGORITHM = ResultShapes.choice(Algorithm.values(), Algorithm::wireName);

  /// Of rotation policies; never `inherited`, which some SDKs cannot read.
  private static final ResultShape RETIRED_STATE =
      new ResultShape.Choice(List.of("deactivated", "destroyed"));

  private static final ResultSchema VERSION_STATE =
      ResultSchema.of(
          "VersionState",
          "A version of an item without its material.",
          always("version", ResultShapes.VERSION, "The version's number, counted from 1."),
          always(
              "state",
              ResultShapes.choice(StateName.values(), StateName::wireName),
              "What the version may be used for: active for everything; deactivated and suspended"
                  + " for decrypting and verifying only; compromised likewise, until it is"
                  + " destroyed; destroyed for nothing, the material is gone."),
          always("created_at", ResultShapes.TIMESTAMP, "When the version was made."),
          sometimes(
              "rotated_at",
              ResultShapes.TIMESTAMP,
              "When a newer version took its place; absent for the current one."),
          sometimes(
              "destroyed_at",
              ResultShapes.TIMESTAMP,
              "When the material was destroyed, or will be."));

  private static final ResultSchema VERSION =
      VERSION_STATE.extended(
          "ItemVersion",
          "A version of an item. Its material is there only in answers that read items, and only"
              + " while the version's state, the item and the caller's permissions allow it.",
          sometimes("secret", ResultShapes.SECRET, "The value of a secret or a token."),
          sometimes("token", ResultShapes.SECRET, "The value of a token, the same as secret."),
          sometimes("client_secret", ResultShapes.SECRET, "The value of a client secret."),
          sometimes("client_secret_id", ResultShapes.TEXT, "Which secret of the client it is."),
          sometimes(
              "public_key",
              ResultShapes.PUBLIC_KEY_PEM,
              "The public key of an asymmetric key: SubjectPublicKeyInfo in PEM."));

  private static final ResultSchema INHERITED =
      ResultSchema.of(
          "InheritedSettings",
          "The paths of the folders that settings come from; empty when nothing is inherited.",
          sometimes("rotation_frequency", ResultShapes.FOLDER, "Where rotation_frequency is set."),
          sometimes("rotation_state", ResultShapes.FOLDER, "Where rotation_state is set."),
          sometimes(
              "rotation_grace_period", ResultShapes.FOLDER, "Where rotation_grace_period is set."));

  static final Member NEXT_ROTATION =
      sometimes(
          "next_rotation",
          ResultShapes.TIMESTAMP_OR_EMPTY,
          "When the vault rotates it next; empty when it does not.");
  static final Member ROTATION_FREQUENCY =
      sometimes(
          "rotation_frequency",
          ResultShapes.TEXT,
          "How often the vault rotates it: a duration as it was given, or never.");
  static final Member ROTATION_STATE =
      sometimes("rotation_state", RETIRED_STATE, "The next state of a version that is superseded.");
  static final Member ROTATION_GRACE_PERIOD =
      sometimes(
          "rotation_grace_period",
          ResultShapes.TEXT,
          "How long a superseded version still works: a duration as it was given.");
  static final Member INHERITED_SETTINGS =
      sometimes(
          "inherited_settings",
          ResultShapes.object(INHERITED),
          "Where settings come from that are not the item's own.");

  /// An item as most operations answer it.
  static final ResultSchema ITEM =
      new ResultSchema(
          "Item",
          "An item. Members that its type does not have, or that have no value, are absent.",
          members(
              sometimes(
                  "item_versions",
                  ResultShapes.listOf(VERSION),
                  "The versions that the request was about, by number; folders have none.")));

  /// An item as lists show it.
  static final ResultSchema LISTED =
      new ResultSchema(
          "ListedItem",
          "An item as a list shows it: no values and no public keys.",
          members(
              sometimes(
                  "item_versions",
                  ResultShapes.listOf(VERSION_STATE),
                  "The current version; folders have none."),
              always(
                  "compromised_versions",
                  ResultShapes.listOf(VERSION_STATE),
                  "The versions that are compromised.")));

  private ItemTables() {}

  private static List<Member> members(Member... versions) {
    return ResultSchema.of(
            "Item",
            "",
            always("id", ResultShapes.ITEM_ID, "Names the item for good; never used again."),
            always("type", ResultShapes.choice(ItemType.values(), ItemType::wireName), "Its type."),
            always("name", ResultShapes.TEXT, "Its name, unique in its folder."),
            always(
                "folder", ResultShapes.FOLDER, "The path of the folder it is in, such as /a/b/."),
            always("metadata", ResultShapes.TEXT_MAP, "What its owner noted."),
            always("tags", ResultShapes.TEXT_LIST, "Its labels, in the order given."),
            always("created_at", ResultShapes.TIMESTAMP, "When the item was made."),
            sometimes(
                "enabled",
                ResultShapes.FLAG,
                "Whether the item may be used now; folders cannot be disabled."),
            sometimes(
                "num_versions",
                ResultShapes.VERSION,
                "How many versions the item has had, destroyed ones included: the number of the"
                    + " current one."),
            sometimes(
                "disabled_at",
                ResultShapes.TIMESTAMP,
                "When the item becomes disabled, or became so by itself."),
            sometimes("last_rotated", ResultShapes.TIMESTAMP, "When it was rotated last."),
            NEXT_ROTATION,
            ROTATION_FREQUENCY,
            ROTATION_STATE,
            ROTATION_GRACE_PERIOD,
            INHERITED_SETTINGS,
            sometimes("algorithm", ALGORITHM, "What is computed with the key."),
            sometimes(
                "purpose",
                ResultShapes.choice(Purpose.values(), Purpose::wireName),
                "What the key may be used for."),
            sometimes("exportable", ResultShapes.FLAG, "Whether the key may leave the vault."),
            sometimes(
                "encrypting_item_id",
                ResultShapes.TEXT,
                "The key that its values are encrypted under as well; empty for none."),
            sometimes("client_id", ResultShapes.TEXT, "The client that a client secret is of."),
            sometimes(
                "expiration",
                ResultShapes.TIMESTAMP_OR_EMPTY,
                "Of client secrets: the same as disabled_at, empty when there is none."))
        .extended("Item", "", versions)
        .members();
  }
}
