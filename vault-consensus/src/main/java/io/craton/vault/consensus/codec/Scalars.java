package io.craton.vault.consensus.codec;

import com.google.protobuf.ByteString;
import io.craton.vault.consensus.codec.proto.Time;
import io.craton.vault.core.Limits;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.id.IdempotencyKey;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.TokenId;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Labels;
import io.craton.vault.core.time.VaultDuration;
import io.craton.vault.core.token.TokenHash;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Small values: bytes, times, paths, labels, durations.
final class Scalars {
  private static final int MAX_NANOS = 999_999_999;

  /// The instants that RFC 3339 can write; arithmetic on them does not overflow.
  private static final long MIN_SECONDS = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();

  private static final long MAX_SECONDS = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

  /// The persisted number of a unit is its place here, from 1; append only.
  private static final List<ChronoUnit> UNITS =
      List.of(
          ChronoUnit.SECONDS,
          ChronoUnit.MINUTES,
          ChronoUnit.HOURS,
          ChronoUnit.DAYS,
          ChronoUnit.WEEKS,
          ChronoUnit.MONTHS,
          ChronoUnit.YEARS);

  private Scalars() {}

  static ByteString bytes(Bytes value) {
    return ByteString.copyFrom(value.toArray());
  }

  static Bytes bytes(ByteString value) {
    return Bytes.copyOf(value.toByteArray());
  }

  static ItemId itemId(ByteString value) {
    return new ItemId(bytes(value));
  }

  static TokenId tokenId(ByteString value) {
    return new TokenId(bytes(value));
  }

  static TokenHash tokenHash(ByteString value) {
    return new TokenHash(bytes(value));
  }

  static IdempotencyKey idempotencyKey(ByteString value) {
    return new IdempotencyKey(bytes(value));
  }

  static KeyRef keyRef(ByteString value) {
    return new KeyRef(bytes(value));
  }

  static Time time(Instant instant) {
    return Time.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  static Instant instant(Time time) {
    if (time.getNanos() < 0 || time.getNanos() > MAX_NANOS) {
      throw new CorruptBytesException("nanoseconds out of range: " + time.getNanos());
    }
    if (time.getSeconds() < MIN_SECONDS || time.getSeconds() > MAX_SECONDS) {
      throw new CorruptBytesException("instant out of range: " + time.getSeconds());
    }
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  static Optional<Instant> instant(boolean present, Time time) {
    return present ? Optional.of(instant(time)) : Optional.empty();
  }

  static io.craton.vault.consensus.codec.proto.Path path(FolderPath path) {
    return io.craton.vault.consensus.codec.proto.Path.newBuilder()
        .addAllSegments(path.segments())
        .build();
  }

  static FolderPath path(io.craton.vault.consensus.codec.proto.Path path) {
    if (path.getSegmentsCount() > Limits.FOLDER_DEPTH) {
      throw new CorruptBytesException("a path of " + path.getSegmentsCount() + " levels");
    }
    return new FolderPath(List.copyOf(path.getSegmentsList()));
  }

  static io.craton.vault.consensus.codec.proto.Metadata metadata(Map<String, String> metadata) {
    var builder = io.craton.vault.consensus.codec.proto.Metadata.newBuilder();
    metadata.forEach((key, value) -> builder.addPairsBuilder().setKey(key).setValue(value));
    return builder.build();
  }

  static Map<String, String> metadata(io.craton.vault.consensus.codec.proto.Metadata metadata) {
    Map<String, String> map = new LinkedHashMap<>();
    metadata.getPairsList().forEach(pair -> map.put(pair.getKey(), pair.getValue()));
    if (map.size() != metadata.getPairsCount()) {
      throw new CorruptBytesException("a metadata key stands twice");
    }
    return map;
  }

  static io.craton.vault.consensus.codec.proto.Tags tags(List<String> tags) {
    return io.craton.vault.consensus.codec.proto.Tags.newBuilder().addAllTags(tags).build();
  }

  static io.craton.vault.consensus.codec.proto.Labels labels(Labels labels) {
    return io.craton.vault.consensus.codec.proto.Labels.newBuilder()
        .setMetadata(metadata(labels.metadata()))
        .setTags(tags(labels.tags()))
        .build();
  }

  static Labels labels(io.craton.vault.consensus.codec.proto.Labels labels) {
    Reading.require(labels.hasMetadata() && labels.hasTags(), "labels");
    return new Labels(metadata(labels.getMetadata()), List.copyOf(labels.getTags().getTagsList()));
  }

  static io.craton.vault.consensus.codec.proto.Duration duration(VaultDuration duration) {
    return io.craton.vault.consensus.codec.proto.Duration.newBuilder()
        .setText(duration.text())
        .setAmount(duration.amount())
        .setUnit(UNITS.indexOf(duration.unit()) + 1)
        .build();
  }

  static VaultDuration duration(io.craton.vault.consensus.codec.proto.Duration duration) {
    int unit = duration.getUnit();
    if (unit < 1 || unit > UNITS.size() || duration.getAmount() < 1) {
      throw new CorruptBytesException("no duration: " + duration.getAmount() + " of unit " + unit);
    }
    VaultDuration read =
        new VaultDuration(duration.getText(), duration.getAmount(), UNITS.get(unit - 1));
    if (!VaultDuration.parse(read.text()).equals(Optional.of(read))) {
      throw new CorruptBytesException("a duration is not what it is spelled");
    }
    return read;
  }
}
