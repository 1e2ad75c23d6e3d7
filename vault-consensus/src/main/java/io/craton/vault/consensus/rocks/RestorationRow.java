package io.craton.vault.consensus.rocks;

import io.craton.vault.consensus.codec.CorruptBytesException;
import io.craton.vault.core.state.Restoration;
import java.nio.ByteBuffer;

/// The value of [MetaKey#RESTORATION]: at(8, seconds since 1970) ‖ keysFromSecond(8).
final class RestorationRow {
  private RestorationRow() {}

  static byte[] encode(Restoration restoration) {
    return ByteBuffer.allocate(2 * Long.BYTES)
        .putLong(restoration.at().getEpochSecond())
        .putLong(restoration.keysFromSecond())
        .array();
  }

  static Restoration decode(byte[] value) {
    if (value.length != 2 * Long.BYTES) {
      throw new CorruptBytesException("restoration has " + value.length + " bytes");
    }
    ByteBuffer buffer = ByteBuffer.wrap(value);
    return new Restoration(Keys.second(buffer.getLong()), buffer.getLong());
  }
}
