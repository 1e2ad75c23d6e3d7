package io.craton.vault.consensus.codec;

import static io.craton.vault.consensus.codec.Reading.missing;
import static io.craton.vault.consensus.codec.Reading.read;
import static io.craton.vault.consensus.codec.Reading.require;

import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.Availability;
import io.craton.vault.core.item.History;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.Lifecycle;
import io.craton.vault.core.item.Place;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.item.VersionState;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.rotation.Schedule;
import io.craton.vault.core.state.OutboxRow;
import java.time.Instant;
import java.util.Optional;

/// The records of the state, to bytes and back. Stateless and thread-safe. Every `decode` throws
/// [CorruptBytesException] on bytes that no `encode` gave.
public final class RecordCodec {
  private RecordCodec() {}

  /// The record of an item's header.
  public static byte[] encode(Item item) {
    return toProto(item).toByteArray();
  }

  /// The inverse of [#encode(Item)].
  public static Item decodeItem(byte[] bytes) {
    return read(
        "item", io.craton.vault.consensus.codec.proto.Item.parser(), bytes, RecordCodec::item);
  }

  /// The record of one version.
  public static byte[] encode(ItemVersion version) {
    VersionState state = version.state();
    var proto =
        io.craton.vault.consensus.codec.proto.ItemVersion.newBuilder()
            .setItem(Scalars.bytes(version.id().item().value()))
            .setNumber(version.number().value())
            .setCreatedAt(Scalars.time(version.createdAt()))
            .setState(state.name().code());
    version.rotatedAt().ifPresent(at -> proto.setRotatedAt(Scalars.time(at)));
    state.heldMaterial().ifPresent(material -> proto.setMaterial(KindCodec.material(material)));
    state.destruction().ifPresent(at -> proto.setUntil(Scalars.time(at)));
    return proto.build().toByteArray();
  }

  /// The inverse of [#encode(ItemVersion)].
  public static ItemVersion decodeVersion(byte[] bytes) {
    return read(
        "version",
        io.craton.vault.consensus.codec.proto.ItemVersion.parser(),
        bytes,
        proto -> {
          require(proto.hasCreatedAt(), "version.created_at");
          return new ItemVersion(
              new VersionId(Scalars.itemId(proto.getItem()), new VersionNumber(proto.getNumber())),
              Scalars.instant(proto.getCreatedAt()),
              Scalars.instant(proto.hasRotatedAt(), proto.getRotatedAt()),
              state(proto));
        });
  }

  /// The record of an effect that is still to be carried out.
  public static byte[] encode(OutboxRow row) {
    return io.craton.vault.consensus.codec.proto.OutboxRow.newBuilder()
        .setNumber(row.number())
        .setDestroy(Scalars.bytes(row.destroy().value()))
        .setQueuedAt(Scalars.time(row.queuedAt()))
        .build()
        .toByteArray();
  }

  /// The inverse of [#encode(OutboxRow)].
  public static OutboxRow decodeOutboxRow(byte[] bytes) {
    return read(
        "outbox row",
        io.craton.vault.consensus.codec.proto.OutboxRow.parser(),
        bytes,
        proto -> {
          require(proto.hasQueuedAt(), "outbox.queued_at");
          require(proto.getNumber() > 0, "outbox.number");
          return new OutboxRow(
              proto.getNumber(),
              Scalars.keyRef(proto.getDestroy()),
              Scalars.instant(proto.getQueuedAt()));
        });
  }

  /// Settings for rotation alone, for the service's defaults.
  public static byte[] encode(RotationSettings settings) {
    return RotationCodec.toProto(settings).toByteArray();
  }

  /// The inverse of [#encode(RotationSettings)].
  public static RotationSettings decodeRotationSettings(byte[] bytes) {
    return read(
        "rotation settings",
        io.craton.vault.consensus.codec.proto.RotationSettings.parser(),
        bytes,
        RotationCodec::settings);
  }

  /// An instant alone, for the stored clock.
  public static byte[] encode(Instant instant) {
    return Scalars.time(instant).toByteArray();
  }

  /// The inverse of [#encode(Instant)].
  public static Instant decodeInstant(byte[] bytes) {
    return read(
        "instant", io.craton.vault.consensus.codec.proto.Time.parser(), bytes, Scalars::instant);
  }

  static io.craton.vault.consensus.codec.proto.Item toProto(Item item) {
    var proto =
        io.craton.vault.consensus.codec.proto.Item.newBuilder()
            .setId(Scalars.bytes(item.id().value()))
            .setKind(KindCodec.kind(item.kind()))
            .setParent(Scalars.bytes(item.place().parent().value()))
            .setName(item.place().name())
            .setLabels(Scalars.labels(item.labels()))
            .setEnabled(item.availability().enabled())
            .setCreatedAt(Scalars.time(item.history().createdAt()))
            .setVersionCount(item.history().versionCount())
            .setRotation(RotationCodec.toProto(item.rotation()));
    item.availability().disabledAt().ifPresent(at -> proto.setDisabledAt(Scalars.time(at)));
    item.history().lastRotated().ifPresent(at -> proto.setLastRotated(Scalars.time(at)));
    item.schedule().anchor().ifPresent(at -> proto.setAnchor(Scalars.time(at)));
    item.schedule().due().ifPresent(at -> proto.setRotationDue(Scalars.time(at)));
    return proto.build();
  }

  static Item item(io.craton.vault.consensus.codec.proto.Item proto) {
    require(proto.hasCreatedAt(), "item.created_at");
    require(proto.hasLabels(), "item.labels");
    require(proto.hasRotation(), "item.rotation");
    require(proto.getVersionCount() >= 0, "item.version_count");
    return new Item(
        Scalars.itemId(proto.getId()),
        KindCodec.kind(proto.getKind()),
        new Place(Scalars.itemId(proto.getParent()), proto.getName()),
        Scalars.labels(proto.getLabels()),
        new Lifecycle(
            new Availability(
                proto.getEnabled(), Scalars.instant(proto.hasDisabledAt(), proto.getDisabledAt())),
            new History(
                Scalars.instant(proto.getCreatedAt()),
                Scalars.instant(proto.hasLastRotated(), proto.getLastRotated()),
                proto.getVersionCount()),
            new Schedule(
                Scalars.instant(proto.hasAnchor(), proto.getAnchor()),
                Scalars.instant(proto.hasRotationDue(), proto.getRotationDue()))),
        RotationCodec.settings(proto.getRotation()));
  }

  static StateName stateName(int code) {
    return StateName.ofCode(code).orElseThrow(() -> missing("state"));
  }

  private static VersionState state(io.craton.vault.consensus.codec.proto.ItemVersion proto) {
    Optional<Instant> until = Scalars.instant(proto.hasUntil(), proto.getUntil());
    StateName state = stateName(proto.getState());
    boolean isUsable = state == StateName.ACTIVE || state == StateName.SUSPENDED;
    require(until.isEmpty() || !isUsable, "the absence of version.until");
    require(
        proto.hasMaterial() == (state != StateName.DESTROYED), "version.material, or its absence,");
    return switch (state) {
      case ACTIVE -> new VersionState.Active(KindCodec.material(proto.getMaterial()));
      case DEACTIVATED ->
          new VersionState.Deactivated(KindCodec.material(proto.getMaterial()), until);
      case SUSPENDED -> new VersionState.Suspended(KindCodec.material(proto.getMaterial()));
      case COMPROMISED ->
          new VersionState.Compromised(
              KindCodec.material(proto.getMaterial()),
              until.orElseThrow(() -> missing("version.until")));
      case DESTROYED ->
          new VersionState.Destroyed(until.orElseThrow(() -> missing("version.until")));
    };
  }
}
