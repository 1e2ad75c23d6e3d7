package io.craton.vault.hsm.pkcs11;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The native memory of one thread, allocated once: input, output, a mechanism with its parameter,
/// and a few numbers. It holds what lies between an `…Init` and the call that ends the operation.
/// Confined to its thread; freed by the collector after the thread has ended.
final class FfmMemory {
  static final long ATTRIBUTE_BYTES = 24;

  /// Buffers start that small: hundreds of threads may have some, and most messages are shorter.
  private static final int FIRST_BYTES = 2 * 1024;

  private static final int KEPT_BYTES = 64 * 1024;
  private static final long PARAMETER = 24;
  private static final int NUMBERS = 4;
  private static final int SLACK_BYTES = 64;

  /// `CK_MECHANISM` and, from byte 24, its parameter.
  private final MemorySegment mechanism = allocate(PARAMETER + 48);

  private final MemorySegment numbers = allocate((long) NUMBERS * Long.BYTES);
  private MemorySegment in = allocate(FIRST_BYTES);
  private MemorySegment out = allocate(FIRST_BYTES);
  private MemorySegment extra = allocate(FIRST_BYTES);
  private Mechanism.Parameter parameter = new Mechanism.None();

  /// A buffer for that many bytes, with room for somewhat longer messages if it is to be kept.
  private static MemorySegment larger(long bytes) {
    return allocate(Math.max(bytes + SLACK_BYTES, Math.min(KEPT_BYTES, 2 * bytes)));
  }

  private static MemorySegment allocate(long bytes) {
    return Arena.ofAuto().allocate(bytes, Long.BYTES);
  }

  /// Copies `data` to the input buffer and returns its address.
  long input(byte[] data) {
    in = fill(in, data);
    return in.address();
  }

  /// Copies `data` to a second input buffer and returns its address.
  long extraInput(byte[] data) {
    extra = fill(extra, data);
    return extra.address();
  }

  /// The address of an output buffer of at least that size.
  long output(int bytes) {
    if (out.byteSize() < bytes) {
      out = larger(bytes);
    }
    return out.address();
  }

  /// The size of the output buffer.
  long outputBytes() {
    return out.byteSize();
  }

  /// A copy of the first bytes of the output buffer, behind so many zeros.
  byte[] output(long bytes, int headBytes) {
    byte[] copy = new byte[Math.toIntExact(headBytes + bytes)];
    MemorySegment.copy(out, JAVA_BYTE, 0, copy, headBytes, copy.length - headBytes);
    return copy;
  }

  /// Zeroes what the last operation left in the buffers, and drops buffers that it made large.
  ///
  /// @param inBytes how much of the input to zero
  void clear(long inBytes, long outBytes) {
    in.asSlice(0, inBytes).fill((byte) 0);
    out.asSlice(0, Math.min(out.byteSize(), outBytes)).fill((byte) 0);
    in = trimmed(in);
    out = trimmed(out);
    extra = trimmed(extra);
    parameter = new Mechanism.None();
  }

  /// The address of the number at `index`, after setting it.
  long number(int index, long value) {
    numbers.setAtIndex(JAVA_LONG, index, value);
    return numbers.address() + (long) index * Long.BYTES;
  }

  /// The number at `index`.
  long number(int index) {
    return numbers.getAtIndex(JAVA_LONG, index);
  }

  /// Writes `CK_MECHANISM` and returns its address.
  long mechanism(Mechanism value) {
    parameter = value.parameter();
    long size =
        switch (value.parameter()) {
          case Mechanism.None none -> 0;
          case Mechanism.Iv(byte[] iv) -> writeIv(iv);
          case Mechanism.Pss pss -> writePss(pss);
          case Mechanism.Gcm gcm -> writeGcm(gcm);
        };
    mechanism.set(JAVA_LONG, 0, value.type());
    mechanism.set(JAVA_LONG, 8, size == 0 ? 0 : mechanism.address() + PARAMETER);
    mechanism.set(JAVA_LONG, 16, size);
    return mechanism.address();
  }

  /// Copies the nonce that lies in native memory back into the parameter of the mechanism.
  void readNonceBack() {
    if (parameter instanceof Mechanism.Gcm gcm) {
      MemorySegment.copy(extra, JAVA_BYTE, 0, gcm.nonce(), 0, gcm.nonce().length);
    }
  }

  private long writeIv(byte[] iv) {
    MemorySegment.copy(iv, 0, mechanism, JAVA_BYTE, PARAMETER, iv.length);
    return iv.length;
  }

  private long writePss(Mechanism.Pss pss) {
    mechanism.set(JAVA_LONG, PARAMETER, pss.hashMechanism());
    mechanism.set(JAVA_LONG, PARAMETER + 8, pss.mgf());
    mechanism.set(JAVA_LONG, PARAMETER + 16, pss.saltBytes());
    return 24;
  }

  /// `CK_GCM_PARAMS` of v2.40: nonce, its bytes, its bits, associated data, its bytes, tag bits.
  private long writeGcm(Mechanism.Gcm gcm) {
    byte[] nonce = gcm.nonce();
    byte[] data = gcm.associatedData();
    if (extra.byteSize() < nonce.length + data.length) {
      extra = larger((long) nonce.length + data.length);
    }
    MemorySegment.copy(nonce, 0, extra, JAVA_BYTE, 0, nonce.length);
    MemorySegment.copy(data, 0, extra, JAVA_BYTE, nonce.length, data.length);
    mechanism.set(JAVA_LONG, PARAMETER, extra.address());
    mechanism.set(JAVA_LONG, PARAMETER + 8, nonce.length);
    mechanism.set(JAVA_LONG, PARAMETER + 16, nonce.length * 8L);
    mechanism.set(JAVA_LONG, PARAMETER + 24, data.length == 0 ? 0 : extra.address() + nonce.length);
    mechanism.set(JAVA_LONG, PARAMETER + 32, data.length);
    mechanism.set(JAVA_LONG, PARAMETER + 40, gcm.tagBits());
    return 48;
  }

  private static MemorySegment fill(MemorySegment buffer, byte[] data) {
    MemorySegment target = buffer.byteSize() < data.length ? larger(data.length) : buffer;
    MemorySegment.copy(data, 0, target, ValueLayout.JAVA_BYTE, 0, data.length);
    return target;
  }

  private static MemorySegment trimmed(MemorySegment buffer) {
    return buffer.byteSize() > KEPT_BYTES ? allocate(FIRST_BYTES) : buffer;
  }

  /// Writes a template as an array of `CK_ATTRIBUTE` into `arena`, followed by the values.
  static MemorySegment attributes(Arena arena, Template template) {
    long head = Math.max(1, template.size()) * ATTRIBUTE_BYTES;
    long bytes = head;
    for (int i = 0; i < template.size(); i++) {
      bytes += aligned(template.value(i).length);
    }
    MemorySegment array = arena.allocate(bytes, Long.BYTES);
    long next = head;
    for (int i = 0; i < template.size(); i++) {
      byte[] value = template.value(i);
      MemorySegment.copy(value, 0, array, JAVA_BYTE, next, value.length);
      array.set(JAVA_LONG, i * ATTRIBUTE_BYTES, template.type(i));
      array.set(JAVA_LONG, i * ATTRIBUTE_BYTES + 8, array.address() + next);
      array.set(JAVA_LONG, i * ATTRIBUTE_BYTES + 16, value.length);
      next += aligned(value.length);
    }
    return array;
  }

  /// As many bytes of whole longs, one at least: numbers must lie at their boundaries.
  private static long aligned(int bytes) {
    return Math.max(1, Math.ceilDiv((long) bytes, (long) Long.BYTES)) * Long.BYTES;
  }
}
