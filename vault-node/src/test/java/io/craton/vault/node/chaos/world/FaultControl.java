package io.craton.vault.node.chaos.world;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/// What is wrong with a node's clock, disk and HSM: a file that the libraries in the node's process
/// have mapped (`control.h`). A change counts at once. Not thread-safe.
public final class FaultControl {
  private static final int CLOCK_OFFSET = 0;
  private static final int SYNC_DELAY = 8;
  private static final int HSM_DELAY = 16;
  private static final int HSM_HANGS = 24;
  private static final int HSM_ERRORS = 32;
  private static final int SIZE = 40;

  private final Path file;

  FaultControl(Path file) throws IOException {
    this.file = file;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(SIZE), 0);
    }
  }

  Path file() {
    return file;
  }

  /// How far the wall clock is ahead; negative when it is behind.
  public void clock(Duration offset) throws IOException {
    set(CLOCK_OFFSET, offset.toNanos());
  }

  /// How long each `fsync` takes longer.
  public void sync(Duration delay) throws IOException {
    set(SYNC_DELAY, delay.toNanos());
  }

  /// How long each call of the HSM takes longer.
  public void hsm(Duration delay) throws IOException {
    set(HSM_DELAY, delay.toNanos());
  }

  /// Whether calls of the HSM do not return; those that hang return when this ends.
  public void hsmHangs(boolean hangs) throws IOException {
    set(HSM_HANGS, hangs ? 1 : 0);
  }

  /// How many calls of the HSM of a hundred end with an error after they were carried out.
  public void hsmErrors(int percent) throws IOException {
    set(HSM_ERRORS, percent);
  }

  /// Nothing is wrong any more.
  void clear() throws IOException {
    for (int offset = 0; offset < SIZE; offset += Long.BYTES) {
      set(offset, 0);
    }
  }

  private void set(int offset, long value) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    bytes.putLong(0, value);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(bytes, offset);
    }
  }
}
