package io.craton.vault.core.event;

import io.craton.vault.core.cluster.ClusterMember;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.SweepGeneration;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.rotation.DefaultsFor;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.state.OutboxRow;
import io.craton.vault.core.state.OutcomeAge;
import io.craton.vault.core.state.RecordedOutcome;
import io.craton.vault.core.state.ReplanRow;
import io.craton.vault.core.token.TokenRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A change that was decided. Carries the records before and after, so that indexes can be kept
/// without looking anything up.
public sealed interface Event {
  /// Log time moved on.
  record ClockAdvanced(Instant now) implements Event {}

  /// An item or folder came into being.
  record ItemCreated(Item item) implements Event {}

  /// The header of an item changed.
  record ItemChanged(Item before, Item after) implements Event {}

  /// An item is gone.
  record ItemDeleted(Item item) implements Event {}

  /// An item got a version.
  record VersionCreated(ItemVersion version) implements Event {}

  /// A version changed its state or was superseded.
  record VersionChanged(ItemVersion before, ItemVersion after) implements Event {}

  /// A version is sealed under another generation of the key-encryption key, and nothing else about
  /// it changed.
  record VersionResealed(ItemVersion after) implements Event {}

  /// A version is gone with its item. Without its material, because an item can have very many.
  ///
  /// @param due when it would have been destroyed, if it was to be
  record VersionDeleted(VersionId id, Optional<Instant> due) implements Event {}

  /// The service's own settings for rotation changed.
  record RotationDefaultsSet(DefaultsFor kind, RotationSettings settings) implements Event {}

  /// What is below a folder is to be scheduled anew, from its first child on.
  record ReplanQueued(ItemId folder) implements Event {}

  /// Some of what is below a folder has been scheduled.
  record ReplanAdvanced(ReplanRow row) implements Event {}

  /// All of what is directly below a folder has been scheduled.
  record ReplanFinished(ItemId folder) implements Event {}

  /// A token is let in.
  record TokenGranted(TokenRecord token) implements Event {}

  /// A token got or lost values.
  record TokenChanged(TokenRecord before, TokenRecord after) implements Event {}

  /// A token is refused, with all its values.
  record TokenRevoked(TokenRecord token) implements Event {}

  /// The first token was minted.
  record Bootstrapped() implements Event {}

  /// A key-encryption key became the current one.
  record KekInstalled(KekVersion version, KeyRef ref) implements Event {}

  /// A generation of the key-encryption key is given up.
  record KekRetired(KekVersion version) implements Event {}

  /// The leader looks for keys that nothing refers to.
  record SweepBegun(SweepGeneration generation) implements Event {}

  /// The members of the cluster are others, or others of them are leaving.
  ///
  /// @param members all of them, in order of name
  record MembersChanged(List<ClusterMember> members) implements Event {
    public MembersChanged {
      members = List.copyOf(members);
    }
  }

  /// Something is to be done outside.
  record EffectQueued(OutboxRow row) implements Event {}

  /// Something has been done outside.
  record EffectCompleted(long number) implements Event {}

  /// The outcome of a request is remembered.
  record OutcomeRecorded(RecordedOutcome outcome) implements Event {}

  /// The outcome of a request is forgotten.
  record OutcomeForgotten(OutcomeAge outcome) implements Event {}
}
