package io.craton.vault.http.wire;

import java.io.OutputStream;
import java.util.Arrays;

/// Collects an answer in memory and forgets it thoroughly: when it grows and when it is closed, the
/// old content is zeroed. For one thread.
public final class WipeableBuffer extends OutputStream {
  private static final int INITIAL_BYTES = 1024;

  private byte[] content = new byte[INITIAL_BYTES];
  private int size;

  @Override
  public void write(int b) {
    reserve(1);
    content[size++] = (byte) b;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    reserve(length);
    System.arraycopy(bytes, offset, content, size, length);
    size += length;
  }

  private void reserve(int more) {
    int needed = Math.addExact(size, more);
    if (needed > content.length) {
      byte[] larger =
          Arrays.copyOf(content, Math.max(needed, Math.multiplyExact(content.length, 2)));
      Arrays.fill(content, (byte) 0);
      content = larger;
    }
  }

  /// The number of bytes written so far.
  public int size() {
    return size;
  }

  /// The content itself, not a copy; valid up to [#size()].
  public byte[] array() {
    return content;
  }

  @Override
  public void close() {
    Arrays.fill(content, (byte) 0);
  }
}
