package io.craton.vault.http.request;

import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.RecyclerPool;
import java.util.Arrays;

/// Working buffers for JSON, used again, and zeroed before they are: no secret of one request is
/// there for the next, or stays in memory after its own. New ones for each request would not be
/// zeroed at the end, and be two thirds of what a signature leaves to the collector. At most 64
/// sets are kept. Thread-safe.
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
