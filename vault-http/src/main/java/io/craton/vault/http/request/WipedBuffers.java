package io.craton.vault.http.request;

import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.RecyclerPool;
import java.util.Arrays;

/// Working buffers for JSON, used again, and zeroed before they are: no secret of one request is
/// there for the next, or stays in memory after its own. Texts with escapes are put together in one
/// of them if they have up to 8,192 characters, as a private key in PEM has; of longer ones Jackson
/// leaves pieces to the collector that nobody can zero. At most 64 sets are kept. Thread-safe.
public final class WipedBuffers extends RecyclerPool.BoundedPoolBase<BufferRecycler> {
  /// Of requests at once; those that hold a thread are fewer.
  private static final int KEPT = 64;

  private static final long serialVersionUID = 1;

  public WipedBuffers() {
    super(KEPT);
  }

  @Override
  public BufferRecycler createPooled() {
    return new Wiping();
  }

  private static final class Wiping extends BufferRecycler {
    /// Of a text.
    private static final int CHARS = 8_192;

    @Override
    protected int charBufferLength(int index) {
      return index == CHAR_TEXT_BUFFER ? CHARS : super.charBufferLength(index);
    }

    @Override
    public void releaseByteBuffer(int index, byte[] buffer) {
      Arrays.fill(buffer, (byte) 0);
      super.releaseByteBuffer(index, buffer);
    }

    @Override
    public void releaseCharBuffer(int index, char[] buffer) {
      Arrays.fill(buffer, '\0');
      super.releaseCharBuffer(index, buffer);
    }
  }
}
