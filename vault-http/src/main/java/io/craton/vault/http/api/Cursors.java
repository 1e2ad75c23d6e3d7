package io.craton.vault.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.craton.vault.core.Limits;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.service.ListQuery;
import io.craton.vault.core.service.SortKey;
import io.craton.vault.http.request.StrictBase64;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;

/// Where a page of a list ended, opaque to callers: base64 of
///
/// ```
/// sort key(1) ‖ flags(1): 1 descending, 2 has a value ‖ id(20) ‖ value
/// ```
final class Cursors {
  private static final int DESCENDING = 1;
  private static final int HAS_VALUE = 2;
  private static final int HEAD_BYTES = 2 + ItemId.SIZE;

  /// Bytes of the longest value: a path with a separator for each folder, and a name of characters
  /// that take four bytes.
  private static final int VALUE_BYTES =
      Limits.FOLDER_DEPTH * (Limits.FOLDER_SEGMENT_CHARS + 1) + 1 + 4 * Limits.NAME_CHARS;

  /// Characters of the longest cursor.
  static final int MAX_CHARS = (HEAD_BYTES + VALUE_BYTES + 2) / 3 * 4;

  private Cursors() {}

  /// Writes the field `last`, unless the page was the last one.
  static void write(JsonGenerator out, Optional<ListQuery.Cursor> next) throws IOException {
    if (next.isPresent()) {
      out.writeStringField("last", encode(next.get()));
    }
  }

  static String encode(ListQuery.Cursor cursor) {
    byte[] value = cursor.value().orElse(Bytes.empty()).toArray();
    int flags =
        (cursor.order().descending() ? DESCENDING : 0)
            | (cursor.value().isPresent() ? HAS_VALUE : 0);
    byte[] bytes =
        ByteBuffer.allocate(HEAD_BYTES + value.length)
            .put((byte) cursor.order().key().code())
            .put((byte) flags)
            .put(cursor.id().value().toArray())
            .put(value)
            .array();
    return Base64.getEncoder().encodeToString(bytes);
  }

  /// The cursor that `text` is; empty when it is none.
  static Optional<ListQuery.Cursor> decode(String text) {
    Optional<byte[]> bytes = StrictBase64.decode(text.toCharArray());
    if (bytes.isEmpty() || bytes.get().length < HEAD_BYTES) {
      return Optional.empty();
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes.get());
    Optional<SortKey> key = SortKey.ofCode(buffer.get());
    int flags = buffer.get();
    byte[] id = new byte[ItemId.SIZE];
    buffer.get(id);
    byte[] rest = new byte[buffer.remaining()];
    buffer.get(rest);
    boolean hasValue = (flags & HAS_VALUE) != 0;
    if (key.isEmpty()
        || (flags & ~(DESCENDING | HAS_VALUE)) != 0
        || (!hasValue && rest.length > 0)) {
      return Optional.empty();
    }
    Optional<Bytes> value = hasValue ? Optional.of(Bytes.copyOf(rest)) : Optional.empty();
    ListQuery.Order order = new ListQuery.Order(key.get(), (flags & DESCENDING) != 0);
    return key.get().accepts(value)
        ? Optional.of(new ListQuery.Cursor(order, value, ItemId.of(id)))
        : Optional.empty();
  }
}
