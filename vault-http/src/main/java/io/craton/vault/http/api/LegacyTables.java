package io.craton.vault.http.api;

import static io.craton.vault.http.result.Member.always;
import static io.craton.vault.http.result.Member.sometimes;

import io.craton.vault.core.algorithm.Purpose;
import io.craton.vault.core.item.ItemType;
import io.craton.vault.core.item.StateName;
import io.craton.vault.http.result.Member;
import io.craton.vault.http.result.ResultSchema;
import io.craton.vault.http.result.ResultShape;
import io.craton.vault.http.result.ResultShapes;
import java.util.List;

/// What [LegacyJson] writes, as tables. Contract section 2.30.
final class LegacyTables {
  private static final ResultShape STATE =
      ResultShapes.choice(StateName.values(), StateName::wireName);

  private static final Member ID = always("id", ResultShapes.ITEM_ID, "Names the item for good.");
  private static final Member TYPE =
      always("type", ResultShapes.choice(ItemType.values(), ItemType::wireName), "Its type.");
  private static final Member ALGORITHM =
      sometimes("algorithm", ItemTables.ALGORITHM, "What is computed with the key.");
  private static final Member PURPOSE =
      sometimes(
          "purpose",
          ResultShapes.choice(Purpose.values(), Purpose::wireName),
          "What the key may be used for.");
  private static final Member CLIENT_ID =
      sometimes("client_id", ResultShapes.TEXT, "The client that a client secret is of.");

  private static final Member[] MATERIAL = {
    sometimes("secret", ResultShapes.SECRET, "The value of a secret or a token."),
    sometimes("client_secret", ResultShapes.SECRET, "The value of a client secret."),
    sometimes("client_secret_id", ResultShapes.TEXT, "Which secret of the client it is."),
    sometimes("public_key", ResultShapes.PUBLIC_KEY_PEM, "The public key of a key pair, in PEM.")
  };

  private static final ResultSchema VERSION_STATE =
      ResultSchema.of(
          "LegacyVersionState",
          "A version of an item without its material, as v1 had it.",
          always("version", ResultShapes.VERSION, "The version's number, counted from 1."),
          always("state", STATE, "What the version may be used for."),
          always("created_at", ResultShapes.TIMESTAMP, "When the version was made."),
          sometimes("rotated_at", ResultShapes.TIMESTAMP, "When a newer version took its place."),
          sometimes(
              "destroy_at",
              ResultShapes.TIMESTAMP,
              "When the material was destroyed, or will be."));

  private static final ResultSchema VERSION =
      VERSION_STATE.extended(
          "LegacyVersion", "A version of an item with what may be shown of it.", MATERIAL);

  private static final ResultSchema HEADER =
      ResultSchema.of(
          "LegacyHeader",
          "",
          ID,
          TYPE,
          always("name", ResultShapes.TEXT, "Its name, unique in its folder."),
          always("folder", ResultShapes.FOLDER, "The path of the folder it is in."),
          always("created_at", ResultShapes.TIMESTAMP, "When the item was made."),
          sometimes(
              "item_state",
              new ResultShape.Choice(List.of("enabled", "disabled")),
              "Whether the item may be used now."),
          sometimes("expiration", ResultShapes.TIMESTAMP, "When the item becomes disabled."),
          sometimes("last_rotated", ResultShapes.TIMESTAMP, "When it was rotated last."),
          ALGORITHM,
          PURPOSE,
          CLIENT_ID,
          sometimes("metadata", ResultShapes.TEXT_MAP, "What its owner noted."),
          sometimes("tags", ResultShapes.TEXT_LIST, "Its labels, in the order given."),
          ItemTables.NEXT_ROTATION,
          ItemTables.ROTATION_FREQUENCY,
          ItemTables.ROTATION_STATE,
          ItemTables.ROTATION_GRACE_PERIOD,
          ItemTables.INHERITED_SETTINGS);

  /// The answer to an update and to a new folder.
  static final ResultSchema ONLY_ID = ResultSchema.of("LegacyId", "Which item it was.", ID);

  /// The answer to a change of state.
  static final ResultSchema STATE_CHANGED =
      ResultSchema.of(
          "LegacyStateChange",
          "A version and its new state.",
          ID,
          always("version", ResultShapes.VERSION, "The version that was changed."),
          always("state", STATE, "Its state now."),
          sometimes("destroy_at", ResultShapes.TIMESTAMP, "When it is destroyed."));

  /// The answer to a new item or version.
  static final ResultSchema MADE =
      ResultSchema.of(
              "LegacyMade",
              "",
              ID,
              TYPE,
              always("version", ResultShapes.VERSION, "The version that was made."),
              ALGORITHM,
              PURPOSE,
              CLIENT_ID)
          .extended(
              "LegacyMade",
              "A version that was made. Its value is there as far as the caller may read it.",
              MATERIAL);

  /// An item as it is read.
  static final ResultSchema ITEM =
      HEADER.extended(
          "LegacyItem",
          "An item as v1 had it. What it does not have, or was not asked for, is absent.",
          sometimes("current_version", ResultShapes.object(VERSION), "The newest version."),
          sometimes(
              "versions",
              ResultShapes.listOf(VERSION),
              "The versions that were asked for, by number; none without version."));

  /// A page of a list.
  static final ResultSchema LIST =
      ResultSchema.of(
          "LegacyItemList",
          "One page of a list, as v1 had it.",
          always(
              "items",
              ResultShapes.listOf(
                  HEADER
                      .extended(
                          "LegacyListed",
                          "",
                          sometimes(
                              "current_version",
                              ResultShapes.VERSION,
                              "The number of the newest version."),
                          sometimes(
                              "compromised_versions",
                              ResultShapes.listOf(VERSION_STATE),
                              "The versions that are compromised; absent where values are shown."))
                      .extended("LegacyListed", "An item as a list of v1 shows it.", MATERIAL)),
              "The items of the page."),
          always("count", new ResultShape.Whole(0), "How many items there are on all pages."),
          Pages.LAST);

  private LegacyTables() {}
}
