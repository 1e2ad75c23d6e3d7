package io.craton.vault.http.api;

import io.craton.vault.core.Limits;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.service.ListQuery;
import io.craton.vault.http.request.StrictBase64;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// Where a page of a list ended, opaque to callers: base64 of the id (20 bytes) and the name
/// (UTF-8) of its last row.
final class Cursors {
  /// Characters of the longest cursor: four bytes for each character of a name.
  static final int MAX_CHARS = (ItemId.SIZE + 4 * Limits.NAME_CHARS) * 4 / 3 + 4;

  private Cursors() {}

  static String encode(ListQuery.Cursor cursor) {
    byte[] name = cursor.name().getBytes(StandardCharsets.UTF_8);
    byte[] bytes =
        ByteBuffer.allocate(ItemId.SIZE + name.length)
            .put(cursor.id().value().toArray())
            .put(name)
            .array();
    return Base64.getEncoder().encodeToString(bytes);
  }

  /// The cursor that `text` is; empty when it is none.
  static Optional<ListQuery.Cursor> decode(String text) {
    Optional<byte[]> bytes = StrictBase64.decode(text.toCharArray());
    if (bytes.isEmpty() || bytes.get().length < ItemId.SIZE) {
      return Optional.empty();
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes.get());
    byte[] id = new byte[ItemId.SIZE];
    buffer.get(id);
    try {
      String name = StandardCharsets.UTF_8.newDecoder().decode(buffer).toString();
      return Optional.of(new ListQuery.Cursor(ItemId.of(id), name));
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
