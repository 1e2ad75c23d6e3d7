package io.craton.vault.node.backup;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;

/// Tells how far a long work is, on a line every two seconds, and nothing of a short one. For one
/// thread.
public final class ProgressLine {
  private static final long INTERVAL_NANOS = Duration.ofSeconds(2).toNanos();
  private static final long UNKNOWN = -1;
  private static final long MEBIBYTE = 1 << 20;

  private final PrintWriter out;
  private final String what;
  private final LongSupplier nanoTime;
  private long lastNanos;

  /// @param what is done, such as "received"
  public ProgressLine(PrintWriter out, String what, LongSupplier nanoTime) {
    this.out = out;
    this.what = what;
    this.nanoTime = nanoTime;
    this.lastNanos = nanoTime.getAsLong();
  }

  /// So many bytes are done, of an unknown number.
  public void at(long done) {
    at(done, UNKNOWN);
  }

  /// So many bytes are done of `all`.
  public void at(long done, long all) {
    long now = nanoTime.getAsLong();
    if (now - lastNanos < INTERVAL_NANOS) {
      return;
    }
    lastNanos = now;
    String of = all == UNKNOWN ? "" : " of " + all / MEBIBYTE;
    out.println("craton: " + what + " " + done / MEBIBYTE + of + " MiB");
    out.flush();
  }
}
