package io.craton.vault.core.service;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemKind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What a list can be sorted by: a function of the item to bytes that sort as the values do
/// (unsigned, lexicographic).
public enum SortKey {
  /// Folder by folder, those of a folder before those of its sub-folders, by name in each.
  PATH(1, row -> Optional.of(path(row.folder(), row.item().place().name()))),
  ID(2, row -> Optional.of(row.item().id().value())),
  NAME(3, row -> text(Optional.of(row.item().place().name()))),
  TYPE(4, row -> text(Optional.of(row.item().type().wireName()))),
  CREATED_AT(5, row -> time(Optional.of(row.item().history().createdAt()))),
  ALGORITHM(6, row -> text(key(row.item()).map(key -> key.algorithm().wireName()))),
  PURPOSE(7, row -> text(key(row.item()).map(key -> key.algorithm().purpose().wireName()))),
  DISABLED_AT(8, row -> time(row.item().availability().disabledAt())),
  LAST_ROTATED(9, row -> time(row.item().history().lastRotated())),
  NEXT_ROTATION(10, row -> time(row.nextRotation())),
  DESTROYED_AT(11, row -> time(row.destruction())),
  /// Disabled items before enabled ones; folders have no such state.
  ENABLED(12, row -> row.item().isFolder() ? Optional.empty() : number(row.enabled() ? 1 : 0)),
  /// The number of versions; folders have none.
  VERSIONS(
      13,
      row ->
          row.item().isFolder() ? Optional.empty() : number(row.item().history().versionCount()));

  private static final byte NAME_FOLLOWS = 0;
  private static final byte SEGMENT_FOLLOWS = 1;

  private final int code;
  private final Function<ListedItem, Optional<Bytes>> extractor;

  SortKey(int code, Function<ListedItem, Optional<Bytes>> extractor) {
    this.code = code;
    this.extractor = extractor;
  }

  /// The number in cursors; never changed, never reused.
  public int code() {
    return code;
  }

  /// The key with that number.
  public static Optional<SortKey> ofCode(int code) {
    for (SortKey key : values()) {
      if (key.code == code) {
        return Optional.of(key);
      }
    }
    return Optional.empty();
  }

  /// The value that `row` is sorted by.
  Optional<Bytes> of(ListedItem row) {
    return extractor.apply(row);
  }

  /// The value of an item's place in the order of [#PATH]. No character of a folder's name is below
  /// a space, so that the separators sort before all of them.
  public static Bytes path(FolderPath folder, String name) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String segment : folder.segments()) {
      bytes.write(SEGMENT_FOLLOWS);
      bytes.writeBytes(segment.getBytes(StandardCharsets.US_ASCII));
    }
    bytes.write(NAME_FOLLOWS);
    bytes.writeBytes(name.getBytes(StandardCharsets.UTF_8));
    return Bytes.copyOf(bytes.toByteArray());
  }

  /// The place that a value of [#PATH] names; empty when the bytes are no such value.
  static Optional<PathPosition> position(Bytes value) {
    byte[] bytes = value.toArray();
    List<String> segments = new ArrayList<>();
    int at = 0;
    while (at < bytes.length && bytes[at] == SEGMENT_FOLLOWS) {
      int end = at + 1;
      while (end < bytes.length && bytes[end] != SEGMENT_FOLLOWS && bytes[end] != NAME_FOLLOWS) {
        end++;
      }
      segments.add(new String(bytes, at + 1, end - at - 1, StandardCharsets.US_ASCII));
      at = end;
    }
    if (at >= bytes.length || bytes[at] != NAME_FOLLOWS) {
      return Optional.empty();
    }
    String name = new String(bytes, at + 1, bytes.length - at - 1, StandardCharsets.UTF_8);
    FolderPath folder = new FolderPath(segments);
    return FolderPath.parse(folder.toString())
        .filter(folder::equals)
        .map(parsed -> new PathPosition(parsed, name));
  }

  /// A place in the order of [#PATH].
  record PathPosition(FolderPath folder, String name) {}

  /// True when `value` can stand in a cursor of this order.
  public boolean accepts(Optional<Bytes> value) {
    return switch (this) {
      case PATH -> value.flatMap(SortKey::position).isPresent();
      case ID -> value.filter(id -> id.size() == ItemId.SIZE).isPresent();
      default -> true;
    };
  }

  private static Optional<ItemKind.Key> key(Item item) {
    return item.kind() instanceof ItemKind.Key key ? Optional.of(key) : Optional.empty();
  }

  private static Optional<Bytes> text(Optional<String> text) {
    return text.map(Bytes::utf8);
  }

  private static Optional<Bytes> number(int value) {
    return Optional.of(Bytes.copyOf(ByteBuffer.allocate(Integer.BYTES).putInt(value).array()));
  }

  private static Optional<Bytes> time(Optional<Instant> time) {
    return time.map(at ->
        Bytes.copyOf(
            ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .putLong(at.getEpochSecond() ^ Long.MIN_VALUE)
                .putInt(at.getNano())
                .array()));
  }
}
