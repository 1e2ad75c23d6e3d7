package io.craton.vault.core.algorithm;

import io.craton.vault.core.bytes.Bytes;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

/// Converts ECDSA signatures between r‖s of fixed width (PKCS#11, JWS) and DER of `SEQUENCE {
/// INTEGER r, INTEGER s }` (RFC 3279 §2.2.3).
public final class EcdsaSignature {
  private static final int SEQUENCE = 0x30;
  private static final int INTEGER = 0x02;
  private static final int LONG_FORM_ONE_BYTE = 0x81;
  private static final int SHORT_FORM_MAX = 0x7f;

  private EcdsaSignature() {}

  /// The DER form of r‖s.
  ///
  /// @throws IllegalArgumentException when the length is odd or zero
  public static Bytes toDer(Bytes raw) {
    if (raw.isEmpty() || raw.size() % 2 != 0) {
      throw new IllegalArgumentException("expected r and s of equal width, found " + raw.size());
    }
    byte[] both = raw.toArray();
    int half = both.length / 2;
    byte[] r = new BigInteger(1, both, 0, half).toByteArray();
    byte[] s = new BigInteger(1, both, half, half).toByteArray();
    ByteArrayOutputStream der = new ByteArrayOutputStream();
    der.write(SEQUENCE);
    int content = r.length + s.length + 4;
    if (content > SHORT_FORM_MAX) {
      der.write(LONG_FORM_ONE_BYTE);
    }
    der.write(content);
    der.write(INTEGER);
    der.write(r.length);
    der.writeBytes(r);
    der.write(INTEGER);
    der.write(s.length);
    der.writeBytes(s);
    return Bytes.copyOf(der.toByteArray());
  }

  /// The r‖s form; empty unless `der` is exactly one strictly encoded signature with non-negative
  /// numbers of at most `coordinateBytes` bytes.
  public static Optional<Bytes> fromDer(byte[] der, int coordinateBytes) {
    int at = 2;
    if (der.length < 8 || der[0] != SEQUENCE) {
      return Optional.empty();
    }
    int content = der[1] & 0xff;
    if (content == LONG_FORM_ONE_BYTE) {
      content = der[2] & 0xff;
      at = 3;
      if (content <= SHORT_FORM_MAX) {
        return Optional.empty();
      }
    } else if (content > SHORT_FORM_MAX) {
      return Optional.empty();
    }
    if (at + content != der.length) {
      return Optional.empty();
    }
    byte[] raw = new byte[2 * coordinateBytes];
    int afterR = readInteger(der, at, raw, 0, coordinateBytes);
    if (afterR < 0) {
      return Optional.empty();
    }
    int afterS = readInteger(der, afterR, raw, coordinateBytes, coordinateBytes);
    return afterS == der.length ? Optional.of(Bytes.copyOf(raw)) : Optional.empty();
  }

  /// Copies one INTEGER right-aligned into `raw`; returns the offset behind it, or -1.
  private static int readInteger(byte[] der, int at, byte[] raw, int rawAt, int width) {
    if (at + 2 > der.length || der[at] != INTEGER) {
      return -1;
    }
    int length = der[at + 1] & 0xff;
    int start = at + 2;
    int end = start + length;
    if (length == 0 || length > SHORT_FORM_MAX || end > der.length || der[start] < 0) {
      return -1;
    }
    if (length > 1 && der[start] == 0 && der[start + 1] >= 0) {
      return -1;
    }
    byte[] value = Arrays.copyOfRange(der, der[start] == 0 ? start + 1 : start, end);
    if (value.length > width) {
      return -1;
    }
    System.arraycopy(value, 0, raw, rawAt + width - value.length, value.length);
    return end;
  }
}
