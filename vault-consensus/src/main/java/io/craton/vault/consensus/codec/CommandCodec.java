package io.craton.vault.consensus.codec;

import static io.craton.vault.consensus.codec.Reading.missing;
import static io.craton.vault.consensus.codec.Reading.require;

import io.craton.vault.consensus.codec.proto.Entry;
import io.craton.vault.core.cluster.MemberName;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Command.AvailabilityChange;
import io.craton.vault.core.command.Command.Draft;
import io.craton.vault.core.command.Command.ItemUpdate;
import io.craton.vault.core.command.Command.Retirement;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.SweepGeneration;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.rotation.DefaultsFor;
import io.craton.vault.core.rotation.RotationChange;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The commands as parts of a log entry.
final class CommandCodec {
  private CommandCodec() {}

  /// Sets the entry's command.
  static void write(Command command, Entry.Builder entry) {
    switch (command) {
      case Command.CreateItem create ->
          entry
              .getCreateItemBuilder()
              .setId(Scalars.bytes(create.id().value()))
              .setDraft(draft(create.draft()))
              .setMaterial(KindCodec.material(create.material()));
      case Command.RotateItem rotate ->
          entry
              .getRotateItemBuilder()
              .setId(Scalars.bytes(rotate.id().value()))
              .setExpectedCurrent(rotate.expectedCurrent().value())
              .setMaterial(KindCodec.material(rotate.material()))
              .mergeFrom(retirement(rotate));
      case Command.RotateOnSchedule rotate ->
          entry
              .getRotateOnScheduleBuilder()
              .setId(Scalars.bytes(rotate.id().value()))
              .setExpectedCurrent(rotate.expectedCurrent().value())
              .setMaterial(KindCodec.material(rotate.material()));
      case Command.ReplanItems replan ->
          entry
              .getReplanItemsBuilder()
              .addAllIds(replan.ids().stream().map(id -> Scalars.bytes(id.value())).toList());
      case Command.UpdateItem update -> entry.setUpdateItem(update(update));
      case Command.DeleteItem delete ->
          entry
              .getDeleteItemBuilder()
              .setId(Scalars.bytes(delete.id().value()))
              .setRecursive(delete.recursive());
      case Command.CreateFolder create -> entry.setCreateFolder(folder(create));
      case Command.SetRotationDefaults set ->
          entry
              .getSetRotationDefaultsBuilder()
              .setKind(set.kind().code())
              .setSettings(RotationCodec.toProto(set.settings()));
      case Command.ChangeState change -> entry.setChangeState(change(change));
      case Command.BootstrapRoot bootstrap ->
          entry.getBootstrapRootBuilder().setToken(Scalars.bytes(bootstrap.token().value()));
      case Command.GrantToken grant ->
          entry
              .getGrantTokenBuilder()
              .setId(Scalars.bytes(grant.id().value()))
              .setToken(Scalars.bytes(grant.token().value()))
              .setGrant(TokenCodec.toProto(grant.grant()));
      case Command.RevokeToken revoke ->
          entry.getRevokeTokenBuilder().setId(Scalars.bytes(revoke.id().value()));
      case Command.InstallKek install ->
          entry
              .getInstallKekBuilder()
              .setVersion(install.version().value())
              .setRef(Scalars.bytes(install.ref().value()));
      case Command.ResealVersions reseal -> entry.setResealVersions(KekCodec.toProto(reseal));
      case Command.RetireKek retire ->
          entry.getRetireKekBuilder().setVersion(retire.version().value());
      case Command.FireTimers fire -> entry.getFireTimersBuilder();
      case Command.CompleteEffects complete ->
          entry.getCompleteEffectsBuilder().addAllNumbers(complete.numbers());
      case Command.BeginSweep begin ->
          entry.getBeginSweepBuilder().setCurrent(begin.current().value());
      case Command.AbandonKeys abandon ->
          entry
              .getAbandonKeysBuilder()
              .setListedBefore(abandon.listedBefore().value())
              .addAllKeys(abandon.keys().stream().map(key -> Scalars.bytes(key.value())).toList());
      case Command.RecordMembers record ->
          entry
              .getRecordMembersBuilder()
              .addAllMembers(record.members().stream().map(MemberCodec::toProto).toList());
      case Command.AdmitMember admit ->
          entry.getAdmitMemberBuilder().setMember(MemberCodec.toProto(admit.member()));
      case Command.RemoveMember remove ->
          entry.getRemoveMemberBuilder().setName(remove.name().value());
      case Command.CompleteRemoval complete ->
          entry.getCompleteRemovalBuilder().setName(complete.name().value());
    }
  }

  /// Reads the entry's command.
  static Command read(Entry entry) {
    return switch (entry.getCommandCase()) {
      case CREATE_ITEM -> create(entry.getCreateItem());
      case ROTATE_ITEM -> rotate(entry.getRotateItem());
      case ROTATE_ON_SCHEDULE -> rotate(entry.getRotateOnSchedule());
      case REPLAN_ITEMS -> replan(entry.getReplanItems());
      case UPDATE_ITEM -> update(entry.getUpdateItem());
      case DELETE_ITEM ->
          new Command.DeleteItem(
              Scalars.itemId(entry.getDeleteItem().getId()), entry.getDeleteItem().getRecursive());
      case CREATE_FOLDER -> folder(entry.getCreateFolder());
      case SET_ROTATION_DEFAULTS -> defaults(entry.getSetRotationDefaults());
      case CHANGE_STATE -> change(entry.getChangeState());
      case BOOTSTRAP_ROOT ->
          new Command.BootstrapRoot(Scalars.tokenHash(entry.getBootstrapRoot().getToken()));
      case GRANT_TOKEN -> grant(entry.getGrantToken());
      case REVOKE_TOKEN -> new Command.RevokeToken(Scalars.tokenId(entry.getRevokeToken().getId()));
      case INSTALL_KEK ->
          new Command.InstallKek(
              new KekVersion(entry.getInstallKek().getVersion()),
              Scalars.keyRef(entry.getInstallKek().getRef()));
      case RESEAL_VERSIONS -> KekCodec.fromProto(entry.getResealVersions());
      case RETIRE_KEK -> new Command.RetireKek(new KekVersion(entry.getRetireKek().getVersion()));
      case FIRE_TIMERS -> new Command.FireTimers();
      case COMPLETE_EFFECTS ->
          new Command.CompleteEffects(entry.getCompleteEffects().getNumbersList());
      case BEGIN_SWEEP ->
          new Command.BeginSweep(sweep(entry.getBeginSweep().getCurrent(), "begin_sweep.current"));
      case ABANDON_KEYS ->
          new Command.AbandonKeys(
              sweep(entry.getAbandonKeys().getListedBefore(), "abandon_keys.listed_before"),
              entry.getAbandonKeys().getKeysList().stream().map(Scalars::keyRef).toList());
      case RECORD_MEMBERS ->
          new Command.RecordMembers(MemberCodec.members(entry.getRecordMembers().getMembersList()));
      case ADMIT_MEMBER ->
          new Command.AdmitMember(MemberCodec.member(entry.getAdmitMember().getMember()));
      case REMOVE_MEMBER ->
          new Command.RemoveMember(new MemberName(entry.getRemoveMember().getName()));
      case COMPLETE_REMOVAL ->
          new Command.CompleteRemoval(new MemberName(entry.getCompleteRemoval().getName()));
      case COMMAND_NOT_SET -> throw missing("entry.command");
    };
  }

  static SweepGeneration sweep(long value, String field) {
    require(value >= 0, field);
    return new SweepGeneration(value);
  }

  private static Command create(io.craton.vault.consensus.codec.proto.CreateItem proto) {
    return new Command.CreateItem(
        Scalars.itemId(proto.getId()),
        draft(proto.getDraft()),
        KindCodec.material(proto.getMaterial()));
  }

  private static Command rotate(io.craton.vault.consensus.codec.proto.RotateOnSchedule proto) {
    require(proto.getExpectedCurrent() < Integer.MAX_VALUE, "rotate_on_schedule.expected_current");
    return new Command.RotateOnSchedule(
        Scalars.itemId(proto.getId()),
        new VersionNumber(proto.getExpectedCurrent()),
        KindCodec.material(proto.getMaterial()));
  }

  private static Command replan(io.craton.vault.consensus.codec.proto.ReplanItems proto) {
    return new Command.ReplanItems(proto.getIdsList().stream().map(Scalars::itemId).toList());
  }

  private static Command rotate(io.craton.vault.consensus.codec.proto.RotateItem proto) {
    require(proto.getExpectedCurrent() < Integer.MAX_VALUE, "rotate_item.expected_current");
    return new Command.RotateItem(
        Scalars.itemId(proto.getId()),
        new VersionNumber(proto.getExpectedCurrent()),
        KindCodec.material(proto.getMaterial()),
        retirement(proto.getRetirement()),
        proto.hasGracePeriod()
            ? Optional.of(Scalars.duration(proto.getGracePeriod()))
            : Optional.empty());
  }

  private static io.craton.vault.consensus.codec.proto.RotateItem retirement(
      Command.RotateItem rotate) {
    var proto =
        io.craton.vault.consensus.codec.proto.RotateItem.newBuilder()
            .setRetirement(rotate.retirement().code());
    rotate.gracePeriod().ifPresent(grace -> proto.setGracePeriod(Scalars.duration(grace)));
    return proto.build();
  }

  private static io.craton.vault.consensus.codec.proto.CreateFolder folder(
      Command.CreateFolder create) {
    var proto =
        io.craton.vault.consensus.codec.proto.CreateFolder.newBuilder()
            .setId(Scalars.bytes(create.id().value()))
            .setPath(Scalars.path(create.path()))
            .setRotation(RotationCodec.toProto(create.rotation()));
    create.metadata().ifPresent(metadata -> proto.setMetadata(Scalars.metadata(metadata)));
    create.tags().ifPresent(tags -> proto.setTags(Scalars.tags(tags)));
    return proto.build();
  }

  private static Command folder(io.craton.vault.consensus.codec.proto.CreateFolder proto) {
    require(proto.hasPath(), "create_folder.path");
    require(proto.hasRotation(), "create_folder.rotation");
    return new Command.CreateFolder(
        Scalars.itemId(proto.getId()),
        Scalars.path(proto.getPath()),
        proto.hasMetadata() ? Optional.of(Scalars.metadata(proto.getMetadata())) : Optional.empty(),
        proto.hasTags()
            ? Optional.of(List.copyOf(proto.getTags().getTagsList()))
            : Optional.empty(),
        RotationCodec.change(proto.getRotation()));
  }

  private static Command defaults(io.craton.vault.consensus.codec.proto.SetRotationDefaults proto) {
    require(proto.hasSettings(), "set_rotation_defaults.settings");
    return new Command.SetRotationDefaults(
        DefaultsFor.ofCode(proto.getKind())
            .orElseThrow(() -> missing("set_rotation_defaults.kind")),
        RotationCodec.settings(proto.getSettings()));
  }

  private static Command grant(io.craton.vault.consensus.codec.proto.GrantToken proto) {
    require(proto.hasGrant(), "grant_token.grant");
    return new Command.GrantToken(
        Scalars.tokenId(proto.getId()),
        Scalars.tokenHash(proto.getToken()),
        TokenCodec.grant(proto.getGrant()));
  }

  private static io.craton.vault.consensus.codec.proto.Draft draft(Draft draft) {
    var proto =
        io.craton.vault.consensus.codec.proto.Draft.newBuilder()
            .setKind(KindCodec.kind(draft.kind()))
            .setFolder(Scalars.path(draft.folder()))
            .setLabels(Scalars.labels(draft.labels()))
            .setRotation(RotationCodec.toProto(draft.rotation()));
    draft.name().ifPresent(proto::setName);
    draft.disabledAt().ifPresent(at -> proto.setDisabledAt(Scalars.time(at)));
    return proto.build();
  }

  /// Entries of format 1 have no settings for rotation, here and in [#update].
  private static Draft draft(io.craton.vault.consensus.codec.proto.Draft proto) {
    require(!proto.getKind().hasFolder(), "draft.kind");
    require(proto.hasFolder(), "draft.folder");
    require(proto.hasLabels(), "draft.labels");
    return new Draft(
        KindCodec.kind(proto.getKind()),
        Scalars.path(proto.getFolder()),
        proto.hasName() ? Optional.of(proto.getName()) : Optional.empty(),
        Scalars.labels(proto.getLabels()),
        Scalars.instant(proto.hasDisabledAt(), proto.getDisabledAt()),
        RotationCodec.settings(proto.getRotation()));
  }

  private static io.craton.vault.consensus.codec.proto.UpdateItem update(
      Command.UpdateItem command) {
    ItemUpdate update = command.update();
    var proto =
        io.craton.vault.consensus.codec.proto.UpdateItem.newBuilder()
            .setId(Scalars.bytes(command.id().value()))
            .setRotation(RotationCodec.toProto(update.rotation()));
    update.name().ifPresent(proto::setName);
    update.folder().ifPresent(folder -> proto.setFolder(Scalars.path(folder)));
    update.metadata().ifPresent(metadata -> proto.setMetadata(Scalars.metadata(metadata)));
    update.tags().ifPresent(tags -> proto.setTags(Scalars.tags(tags)));
    update.availability().ifPresent(change -> availability(change, proto));
    return proto.build();
  }

  private static Command update(io.craton.vault.consensus.codec.proto.UpdateItem proto) {
    RotationChange rotation =
        proto.hasRotation() ? RotationCodec.change(proto.getRotation()) : RotationChange.NONE;
    return new Command.UpdateItem(
        Scalars.itemId(proto.getId()),
        new ItemUpdate(
            proto.hasName() ? Optional.of(proto.getName()) : Optional.empty(),
            proto.hasFolder() ? Optional.of(Scalars.path(proto.getFolder())) : Optional.empty(),
            proto.hasMetadata()
                ? Optional.of(Scalars.metadata(proto.getMetadata()))
                : Optional.empty(),
            proto.hasTags()
                ? Optional.of(List.copyOf(proto.getTags().getTagsList()))
                : Optional.empty(),
            availability(proto),
            rotation));
  }

  private static void availability(
      AvailabilityChange change, io.craton.vault.consensus.codec.proto.UpdateItem.Builder proto) {
    change.enabled().ifPresent(proto::setEnabled);
    change
        .disabledAt()
        .ifPresent(end -> {
          var builder = proto.getDisabledAtBuilder();
          end.ifPresent(at -> builder.setValue(Scalars.time(at)));
        });
  }

  private static Optional<AvailabilityChange> availability(
      io.craton.vault.consensus.codec.proto.UpdateItem proto) {
    if (!proto.hasEnabled() && !proto.hasDisabledAt()) {
      return Optional.empty();
    }
    return Optional.of(
        new AvailabilityChange(
            proto.hasEnabled() ? Optional.of(proto.getEnabled()) : Optional.empty(),
            proto.hasDisabledAt()
                ? Optional.of(
                    Scalars.instant(
                        proto.getDisabledAt().hasValue(), proto.getDisabledAt().getValue()))
                : Optional.empty()));
  }

  private static io.craton.vault.consensus.codec.proto.ChangeState change(
      Command.ChangeState change) {
    var proto =
        io.craton.vault.consensus.codec.proto.ChangeState.newBuilder()
            .setId(Scalars.bytes(change.id().value()))
            .setTarget(change.target().code());
    change.version().ifPresent(version -> proto.setVersion(version.value()));
    change.destroyPeriod().ifPresent(period -> proto.setDestroyPeriod(Scalars.duration(period)));
    return proto.build();
  }

  private static Command change(io.craton.vault.consensus.codec.proto.ChangeState proto) {
    StateName target = RecordCodec.stateName(proto.getTarget());
    require(
        proto.hasDestroyPeriod() == (target == StateName.COMPROMISED),
        "change_state.destroy_period");
    return new Command.ChangeState(
        Scalars.itemId(proto.getId()),
        proto.hasVersion() ? Optional.of(new VersionNumber(proto.getVersion())) : Optional.empty(),
        target,
        proto.hasDestroyPeriod()
            ? Optional.of(Scalars.duration(proto.getDestroyPeriod()))
            : Optional.empty());
  }

  private static Retirement retirement(int code) {
    return Arrays.stream(Retirement.values())
        .filter(candidate -> candidate.code() == code)
        .findFirst()
        .orElseThrow(() -> missing("retirement"));
  }
}
