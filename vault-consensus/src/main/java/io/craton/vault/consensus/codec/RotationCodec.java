package io.craton.vault.consensus.codec;

import static io.craton.vault.consensus.codec.Reading.missing;
import static io.craton.vault.consensus.codec.Reading.require;

import io.craton.vault.consensus.codec.proto.RotationChange;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.rotation.EffectiveRotation;
import io.craton.vault.core.rotation.EffectiveRotation.Setting;
import io.craton.vault.core.rotation.Frequency;
import io.craton.vault.core.rotation.RetiredState;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.time.VaultDuration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// Rotation settings as parts of records and entries.
final class RotationCodec {
  private static final int INHERITED = 0;

  private RotationCodec() {}

  static io.craton.vault.consensus.codec.proto.RotationSettings toProto(RotationSettings settings) {
    var proto = io.craton.vault.consensus.codec.proto.RotationSettings.newBuilder();
    settings.frequency().ifPresent(frequency -> proto.setFrequency(toProto(frequency)));
    settings.retiredState().ifPresent(state -> proto.setRetiredState(state.code()));
    settings.gracePeriod().ifPresent(grace -> proto.setGracePeriod(Scalars.duration(grace)));
    return proto.build();
  }

  static RotationSettings settings(io.craton.vault.consensus.codec.proto.RotationSettings proto) {
    return new RotationSettings(
        proto.hasFrequency() ? Optional.of(frequency(proto.getFrequency())) : Optional.empty(),
        proto.getRetiredState() == INHERITED
            ? Optional.empty()
            : Optional.of(retiredState(proto.getRetiredState())),
        grace(proto.hasGracePeriod(), proto.getGracePeriod()));
  }

  static RotationChange toProto(io.craton.vault.core.rotation.RotationChange change) {
    RotationSettings target =
        new RotationSettings(
            change.frequency().orElse(Optional.empty()),
            change.retiredState().orElse(Optional.empty()),
            change.gracePeriod().orElse(Optional.empty()));
    return RotationChange.newBuilder()
        .setFrequency(change.frequency().isPresent())
        .setRetiredState(change.retiredState().isPresent())
        .setGracePeriod(change.gracePeriod().isPresent())
        .setTo(toProto(target))
        .build();
  }

  static io.craton.vault.core.rotation.RotationChange change(RotationChange proto) {
    require(proto.hasTo(), "rotation_change.to");
    RotationSettings target = settings(proto.getTo());
    require(
        isSaid(proto.getFrequency(), target.frequency())
            && isSaid(proto.getRetiredState(), target.retiredState())
            && isSaid(proto.getGracePeriod(), target.gracePeriod()),
        "rotation_change");
    return new io.craton.vault.core.rotation.RotationChange(
        proto.getFrequency() ? Optional.of(target.frequency()) : Optional.empty(),
        proto.getRetiredState() ? Optional.of(target.retiredState()) : Optional.empty(),
        proto.getGracePeriod() ? Optional.of(target.gracePeriod()) : Optional.empty());
  }

  /// Nothing has a value that is not said to be changed.
  private static boolean isSaid(boolean changed, Optional<?> value) {
    return changed || value.isEmpty();
  }

  static io.craton.vault.consensus.codec.proto.EffectiveRotation toProto(
      EffectiveRotation rotation) {
    var proto =
        io.craton.vault.consensus.codec.proto.EffectiveRotation.newBuilder()
            .setFrequency(toProto(rotation.frequency()))
            .setRetiredState(rotation.retiredState().code());
    rotation.gracePeriod().ifPresent(grace -> proto.setGracePeriod(Scalars.duration(grace)));
    for (Setting setting : Setting.values()) {
      Optional.ofNullable(rotation.inheritedFrom().get(setting))
          .ifPresent(folder ->
              proto
                  .addInheritedBuilder()
                  .setSetting(setting.code())
                  .setFolder(Scalars.path(folder)));
    }
    return proto.build();
  }

  static EffectiveRotation effective(
      io.craton.vault.consensus.codec.proto.EffectiveRotation proto) {
    require(proto.hasFrequency(), "effective_rotation.frequency");
    Map<Setting, FolderPath> inherited = new EnumMap<>(Setting.class);
    for (var each : proto.getInheritedList()) {
      Setting setting =
          Setting.ofCode(each.getSetting())
              .orElseThrow(() -> missing("effective_rotation.inherited.setting"));
      require(each.hasFolder(), "effective_rotation.inherited.folder");
      require(
          inherited.keySet().stream().allMatch(earlier -> earlier.compareTo(setting) < 0),
          "the order of effective_rotation.inherited");
      inherited.put(setting, Scalars.path(each.getFolder()));
    }
    return new EffectiveRotation(
        frequency(proto.getFrequency()),
        retiredState(proto.getRetiredState()),
        grace(proto.hasGracePeriod(), proto.getGracePeriod()),
        inherited);
  }

  private static io.craton.vault.consensus.codec.proto.Frequency toProto(Frequency frequency) {
    var proto = io.craton.vault.consensus.codec.proto.Frequency.newBuilder();
    switch (frequency) {
      case Frequency.Never never -> {
        // No duration means never.
      }
      case Frequency.Every(VaultDuration period) -> proto.setEvery(Scalars.duration(period));
    }
    return proto.build();
  }

  private static Frequency frequency(io.craton.vault.consensus.codec.proto.Frequency proto) {
    return proto.hasEvery()
        ? new Frequency.Every(Scalars.duration(proto.getEvery()))
        : new Frequency.Never();
  }

  private static RetiredState retiredState(int code) {
    return RetiredState.ofCode(code).orElseThrow(() -> missing("rotation.retired_state"));
  }

  private static Optional<VaultDuration> grace(
      boolean present, io.craton.vault.consensus.codec.proto.Duration proto) {
    return present ? Optional.of(Scalars.duration(proto)) : Optional.empty();
  }
}
