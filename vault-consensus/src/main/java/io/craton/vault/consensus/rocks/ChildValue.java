package io.craton.vault.consensus.rocks;

import io.craton.vault.consensus.codec.CorruptBytesException;
import io.craton.vault.consensus.codec.FolderEntryCodec;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.state.FolderEntry;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// The value of a row of [ColumnFamily#CHILD]: the id first, so that whoever needs no more reads no
/// more; then the entry.
final class ChildValue {
  private ChildValue() {}

  static byte[] of(FolderEntry entry) {
    byte[] record = FolderEntryCodec.encode(entry);
    return ByteBuffer.allocate(ItemId.SIZE + record.length)
        .put(Keys.item(entry.item().id()))
        .put(record)
        .array();
  }

  static ItemId item(byte[] value) {
    if (value.length < ItemId.SIZE) {
      throw new CorruptBytesException("a child has " + value.length + " bytes");
    }
    return ItemId.of(Arrays.copyOf(value, ItemId.SIZE));
  }

  static FolderEntry entry(byte[] value) {
    ItemId id = item(value);
    FolderEntry entry =
        FolderEntryCodec.decode(Arrays.copyOfRange(value, ItemId.SIZE, value.length));
    if (!entry.item().id().equals(id)) {
      throw new CorruptBytesException("the entry of child " + id + " is another's");
    }
    return entry;
  }
}
