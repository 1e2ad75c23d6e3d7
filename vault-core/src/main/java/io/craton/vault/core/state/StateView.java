package io.craton.vault.core.state;

import io.craton.vault.core.cluster.ClusterMember;
import io.craton.vault.core.id.IdempotencyKey;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.SweepGeneration;
import io.craton.vault.core.id.TokenId;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Place;
import io.craton.vault.core.rotation.DefaultsFor;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.token.TokenHash;
import io.craton.vault.core.token.TokenRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One consistent state of the vault at one log index. Every method costs O(log n) plus what it
/// returns. The root folder is not stored; [ItemId#ROOT] has no record.
public interface StateView {
  /// Log time: the highest time any applied command carried; [Instant#EPOCH] at first.
  Instant clock();

  /// The header of an item.
  Optional<Item> item(ItemId id);

  /// One version of an item.
  Optional<ItemVersion> version(VersionId id);

  /// Versions of an item in ascending order, from number `from` on, at most `limit`.
  List<ItemVersion> versions(ItemId item, int from, int limit);

  /// Versions of all items in order of item and number, those after `after` (exclusive; empty
  /// starts from the beginning), at most `limit`.
  List<ItemVersion> allVersions(Optional<VersionId> after, int limit);

  /// Who holds that name in that folder.
  Optional<ItemId> childAt(Place place);

  /// Direct children of a folder in order of name (UTF-8 bytes), those after `afterName`
  /// (exclusive; the empty string starts from the beginning), at most `limit`.
  List<ItemId> children(ItemId parent, String afterName, int limit);

  /// What the folder tells about who holds that name.
  Optional<FolderEntry> entryAt(Place place);

  /// As [#children], with what the folder tells about each.
  List<FolderEntry> entries(ItemId parent, String afterName, int limit);

  /// As [#entries] in descending order of name (UTF-8 bytes), those before `beforeName` (exclusive;
  /// empty starts from the end).
  List<FolderEntry> entriesBefore(ItemId parent, Optional<String> beforeName, int limit);

  /// As [#children], folders only.
  List<ItemId> subfolders(ItemId parent, String afterName, int limit);

  /// The versions of an item that are in the state compromised, as it was last written, ascending,
  /// at most `limit`.
  List<VersionNumber> compromised(ItemId item, int limit);

  /// Items in order of id, those after `after` (exclusive), at most `limit`. [ItemId#ROOT] starts
  /// from the beginning.
  List<Item> items(ItemId after, int limit);

  /// Items whose values are encrypted under that vault key, in order of id, at most `limit`.
  List<ItemId> encryptedUnder(ItemId key, int limit);

  /// The service's own settings for rotation; everything is empty until somebody sets them.
  RotationSettings rotationDefaults(DefaultsFor kind);

  /// The token that a value stands for, whether or not it is accepted:
  /// [io.craton.vault.core.decision.Access] says that.
  Optional<TokenId> tokenOf(TokenHash value);

  /// A token, expired ones too.
  Optional<TokenRecord> token(TokenId id);

  /// The token that a value stands for, as [#tokenOf].
  default Optional<TokenRecord> token(TokenHash value) {
    return tokenOf(value).flatMap(this::token);
  }

  /// Tokens in order of id, those after `after` (exclusive; empty starts from the beginning), at
  /// most `limit`.
  List<TokenRecord> tokens(Optional<TokenId> after, int limit);

  /// As [#tokens], the ids of those that are [TokenRecord#isLastingAdmin()].
  List<TokenId> lastingAdmins(Optional<TokenId> after, int limit);

  /// Tokens that expire at or before `until`, earliest first, at most `limit`.
  List<TokenId> expired(Instant until, int limit);

  /// How many tokens there are, expired ones too.
  int tokenCount();

  /// True once a root token has been minted.
  boolean bootstrapped();

  /// The remembered outcome of an earlier request.
  Optional<RecordedOutcome> outcome(IdempotencyKey key);

  /// The remembered outcomes in order of age, oldest first, at most `limit`.
  List<OutcomeAge> oldestOutcomes(int limit);

  /// How many outcomes are remembered.
  int outcomeCount();

  /// Rows of the due-time index at or before `until`, earliest first, at most `limit`.
  List<DueRow> due(Instant until, int limit);

  /// The earliest row of the due-time index.
  Optional<DueRow> nextDue();

  /// Items that their policy rotates at or before `until`, earliest first, those after `after`
  /// (exclusive; empty starts from the beginning), at most `limit`.
  List<RotationRow> rotations(Instant until, Optional<RotationRow> after, int limit);

  /// The item that its policy rotates next.
  Optional<RotationRow> nextRotation();

  /// Folders whose items are still to be scheduled anew, in order of id, at most `limit`.
  List<ReplanRow> replans(int limit);

  /// Effects that are still to be carried out, in order of their number, those above `after`, at
  /// most `limit`.
  List<OutboxRow> outbox(long after, int limit);

  /// The number of the newest outbox row ever written; 0 at first.
  long lastOutboxNumber();

  /// The generation of the key-encryption key that new values are sealed under; empty until the
  /// cluster has one.
  Optional<KekVersion> currentKek();

  /// Where the HSM keeps that generation of the key-encryption key; empty when it was given up, or
  /// never was.
  Optional<KeyRef> kek(KekVersion version);

  /// The generations of the key-encryption key that were not given up, ascending.
  List<KekVersion> keks();

  /// How many versions are sealed under that generation.
  long sealedCount(KekVersion version);

  /// The oldest generation that a version is sealed under.
  Optional<KekVersion> oldestKekInUse();

  /// The versions that are sealed under that generation, in order of item and number, those after
  /// `after` (exclusive; empty starts from the beginning), at most `limit`.
  List<VersionId> sealedUnder(KekVersion version, Optional<VersionId> after, int limit);

  /// Who may be a member, in order of name; empty until the first leader has recorded it.
  List<ClusterMember> members();

  /// The newest sweep that was begun.
  SweepGeneration sweepGeneration();

  /// Present when the state was restored from a backup.
  Optional<Restoration> restoration();
}
