package io.craton.vault.core.state;

import io.craton.vault.core.cluster.ClusterMember;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.SweepGeneration;
import io.craton.vault.core.id.TokenId;
import io.craton.vault.core.id.VersionId;
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

/// Collects the writes of one applied log entry; they become visible together, with the entry's
/// index, or not at all. Puts overwrite; deletes of what is not there do nothing.
public interface StateWriter {
  void putClock(Instant clock);

  /// This, the versions and who is compromised also keep [StateView#entryAt] true.
  void putItem(Item item);

  void deleteItem(ItemId id);

  /// Also keeps true what is said to be sealed under which key-encryption key, as [#deleteVersion]
  /// does.
  void putVersion(ItemVersion version);

  void deleteVersion(VersionId id);

  /// The child must be an item that is at that place once the entry is applied.
  void putChild(Place place, ItemId child);

  void deleteChild(Place place);

  /// Notes that a child is a folder.
  void putSubfolder(Place place, ItemId child);

  void deleteSubfolder(Place place);

  /// Notes that a version is compromised.
  void putCompromised(VersionId id);

  void deleteCompromised(VersionId id);

  /// Notes that the values of `referrer` are encrypted under the vault key `key`.
  void putEncryptedUnder(ItemId key, ItemId referrer);

  void deleteEncryptedUnder(ItemId key, ItemId referrer);

  void putRotationDefaults(DefaultsFor kind, RotationSettings settings);

  /// Also keeps [StateView#tokenCount()] true. The id must not be in the view.
  void addToken(TokenRecord token);

  /// The id must be in the view.
  void replaceToken(TokenRecord token);

  /// As [#addToken]. The id must be in the view.
  void deleteToken(TokenId id);

  /// Notes that a value stands for a token.
  void putTokenValue(TokenHash value, TokenId token);

  void deleteTokenValue(TokenHash value);

  /// Notes that a token is [TokenRecord#isLastingAdmin()].
  void putLastingAdmin(TokenId token);

  void deleteLastingAdmin(TokenId token);

  /// Notes that a token expires.
  void putTokenExpiry(Instant at, TokenId token);

  void deleteTokenExpiry(Instant at, TokenId token);

  void putBootstrapped();

  /// Also keeps [StateView#outcomeCount()] and [StateView#oldestOutcomes] true. The key must not be
  /// in the view.
  void putOutcome(RecordedOutcome outcome);

  /// As [#putOutcome]. The outcome must be in the view.
  void deleteOutcome(OutcomeAge outcome);

  void putDue(DueRow row);

  void deleteDue(DueRow row);

  void putRotation(RotationRow row);

  void deleteRotation(RotationRow row);

  /// There is one row for each folder at most.
  void putReplan(ReplanRow row);

  void deleteReplan(ItemId folder);

  /// Also raises [StateView#lastOutboxNumber()].
  void putOutbox(OutboxRow row);

  void deleteOutbox(long number);

  /// Also makes it the current one.
  void putKek(KekVersion version, KeyRef ref);

  /// The current one stays the current one.
  void deleteKek(KekVersion version);

  void putSweepGeneration(SweepGeneration generation);

  /// Replaces all of them.
  void putMembers(List<ClusterMember> members);
}
