package io.craton.vault.core.command;

import io.craton.vault.core.Limits;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.cluster.ClusterMember;
import io.craton.vault.core.cluster.MemberName;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.SweepGeneration;
import io.craton.vault.core.id.TokenId;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Labels;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.rotation.DefaultsFor;
import io.craton.vault.core.rotation.RotationChange;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.time.VaultDuration;
import io.craton.vault.core.token.Grant;
import io.craton.vault.core.token.TokenHash;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything that can change the vault's state.
public sealed interface Command {
  /// Makes a key or secret with its first version. Missing folders on the way are made too.
  record CreateItem(ItemId id, Draft draft, Material material) implements Command {}

  /// Gives an item a new version, provided that its current one is still `expectedCurrent`.
  ///
  /// @param gracePeriod for types that have one; the policy's when empty
  record RotateItem(
      ItemId id,
      VersionNumber expectedCurrent,
      Material material,
      Retirement retirement,
      Optional<VaultDuration> gracePeriod)
      implements Command {}

  /// Gives an item a new version by its policy, provided that its current one is still
  /// `expectedCurrent` and that it is due at the time of this proposal. Only the vault itself
  /// proposes that.
  record RotateOnSchedule(ItemId id, VersionNumber expectedCurrent, Material material)
      implements Command {}

  /// Schedules items anew by what counts for them now; ids of no item are passed over.
  record ReplanItems(List<ItemId> ids) implements Command {
    public ReplanItems {
      if (ids.size() > Limits.REPLANNED_PER_COMMAND) {
        throw new IllegalArgumentException("too many items: " + ids.size());
      }
      ids = List.copyOf(ids);
    }
  }

  /// Changes an item's header.
  record UpdateItem(ItemId id, ItemUpdate update) implements Command {}

  /// Removes an item with all its versions.
  ///
  /// @param recursive whether a folder goes with everything below it; without it, it must be empty
  record DeleteItem(ItemId id, boolean recursive) implements Command {}

  /// Makes a folder, with the missing ones above it. One that exists already stays the same item
  /// and gets what is given.
  ///
  /// @param path of the folder itself
  /// @param metadata and the others: what is empty stays as it is, or is none in a new folder
  record CreateFolder(
      ItemId id,
      FolderPath path,
      Optional<Map<String, String>> metadata,
      Optional<List<String>> tags,
      RotationChange rotation)
      implements Command {}

  /// Sets the service's own defaults for rotation.
  record SetRotationDefaults(DefaultsFor kind, RotationSettings settings) implements Command {}

  /// Brings a version into another state.
  ///
  /// @param version the current one when empty
  /// @param destroyPeriod present exactly when the target is `compromised`
  record ChangeState(
      ItemId id,
      Optional<VersionNumber> version,
      StateName target,
      Optional<VaultDuration> destroyPeriod)
      implements Command {}

  /// Grants everything to the first token, once in a cluster's life.
  record BootstrapRoot(TokenHash token) implements Command {}

  /// Lets a token in, with no more than the one behind the proposal may do. Its time of creation is
  /// that of the log.
  record GrantToken(TokenId id, TokenHash token, Grant grant) implements Command {}

  /// Refuses a token from now on, with every value it has been rotated to.
  record RevokeToken(TokenId id) implements Command {}

  /// Makes a key the current key-encryption key, provided that its number is the next one.
  record InstallKek(KekVersion version, KeyRef ref) implements Command {}

  /// Puts ciphertext under the generation `to` of the key-encryption key in the place of older
  /// ones, provided that it is the current one. Versions that are gone, are destroyed or are not
  /// sealed any more as the command says are passed over.
  record ResealVersions(KekVersion to, List<Resealed> versions) implements Command {
    public ResealVersions {
      if (versions.size() > Limits.RESEALED_PER_COMMAND) {
        throw new IllegalArgumentException("too many versions: " + versions.size());
      }
      versions = List.copyOf(versions);
    }
  }

  /// Gives a generation of the key-encryption key up, and has it destroyed in the HSM, provided
  /// that it is not the current one and nothing is sealed under it.
  record RetireKek(KekVersion version) implements Command {}

  /// Carries out what is due at the time of this proposal, at most [Limits#DUE_PER_COMMAND] rows,
  /// and schedules anew at most [Limits#REPLANNED_PER_COMMAND] items below folders whose policy has
  /// changed. Rotations need new material and have a command of their own.
  record FireTimers() implements Command {}

  /// Notes that effects of the outbox have been carried out.
  record CompleteEffects(List<Long> numbers) implements Command {
    public CompleteEffects {
      numbers = List.copyOf(numbers);
    }
  }

  /// Begins the sweep after `current`, provided that this is still the newest.
  record BeginSweep(SweepGeneration current) implements Command {}

  /// Has objects in the HSM destroyed that nothing refers to, at most [Limits#KEYS_PER_COMMAND].
  ///
  /// @param listedBefore the sweep that was begun after the HSM had shown the objects; from the
  ///   next one on nobody can refer to them any more, and the command is accepted
  record AbandonKeys(SweepGeneration listedBefore, List<KeyRef> keys) implements Command {
    public AbandonKeys {
      keys = List.copyOf(keys);
    }
  }

  /// What a version is to be sealed as.
  ///
  /// @param from the generation that the version is sealed under before. A version is sealed once
  ///   under each at most, so that this names its ciphertext
  /// @param ciphertext of the same value, under the same associated data
  record Resealed(VersionId id, KekVersion from, Bytes ciphertext) {}

  /// Notes who the members are, unless that is known already. Only the vault itself proposes that.
  record RecordMembers(List<ClusterMember> members) implements Command {
    public RecordMembers {
      if (members.isEmpty() || members.size() > Limits.MEMBERS) {
        throw new IllegalArgumentException("members: " + members.size());
      }
      members = List.copyOf(members);
    }
  }

  /// Lets a node become a member. It votes once it has caught up.
  record AdmitMember(ClusterMember member) implements Command {
    public AdmitMember {
      if (member.leaving()) {
        throw new IllegalArgumentException("nobody comes in who leaves: " + member.name());
      }
    }
  }

  /// Has a member taken out.
  record RemoveMember(MemberName name) implements Command {}

  /// Notes that a member which is leaving has no vote any more. Only the vault itself proposes
  /// that.
  record CompleteRemoval(MemberName name) implements Command {}

  /// What a new item is to be.
  ///
  /// @param name the item's id when empty
  record Draft(
      ItemKind kind,
      FolderPath folder,
      Optional<String> name,
      Labels labels,
      Optional<Instant> disabledAt,
      RotationSettings rotation) {}

  /// What becomes of the version that a rotation supersedes.
  enum Retirement {
    /// What the item's policy says, with its grace period.
    BY_POLICY(4),
    DEACTIVATE(1),
    SUSPEND(2),
    DESTROY(3);

    private final int code;

    Retirement(int code) {
      this.code = code;
    }

    /// The persisted number; never changed, never reused.
    public int code() {
      return code;
    }
  }

  /// Changes of an item's header; what is empty stays as it is.
  record ItemUpdate(
      Optional<String> name,
      Optional<FolderPath> folder,
      Optional<Map<String, String>> metadata,
      Optional<List<String>> tags,
      Optional<AvailabilityChange> availability,
      RotationChange rotation) {}

  /// Changes of an item's availability; what is empty stays as it is.
  ///
  /// @param disabledAt a present empty clears it
  record AvailabilityChange(Optional<Boolean> enabled, Optional<Optional<Instant>> disabledAt) {}
}
