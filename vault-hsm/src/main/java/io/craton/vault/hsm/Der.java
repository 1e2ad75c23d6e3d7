package io.craton.vault.hsm;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/// The little of DER (ITU-T X.690) that public keys need.
final class Der {
  static final int INTEGER = 0x02;
  static final int BIT_STRING = 0x03;
  static final int OCTET_STRING = 0x04;
  static final int OID = 0x06;
  static final int PRINTABLE_STRING = 0x13;
  static final int SEQUENCE = 0x30;

  private static final byte[] NULL = {0x05, 0x00};

  private Der() {}

  /// One element: tag, length, the contents one after the other.
  static byte[] element(int tag, byte[]... contents) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (byte[] content : contents) {
      body.writeBytes(content);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = body.size();
    if (length >= 0x100) {
      out.write(0x82);
      out.write(length >> 8);
    } else if (length >= 0x80) {
      out.write(0x81);
    }
    out.write(length);
    out.writeBytes(body.toByteArray());
    return out.toByteArray();
  }

  /// The element NULL.
  static byte[] nothing() {
    return NULL.clone();
  }

  /// A bit string of whole bytes.
  static byte[] bitString(byte[] content) {
    return element(BIT_STRING, new byte[] {0}, content);
  }

  /// A non-negative integer from its big-endian magnitude.
  static byte[] unsigned(byte[] magnitude) {
    byte[] minimal = stripped(magnitude);
    return minimal[0] < 0 ? element(INTEGER, new byte[] {0}, minimal) : element(INTEGER, minimal);
  }

  /// A magnitude without leading zeroes, at least one byte long.
  static byte[] stripped(byte[] magnitude) {
    int from = 0;
    while (from < magnitude.length - 1 && magnitude[from] == 0) {
      from++;
    }
    return Arrays.copyOfRange(magnitude, from, magnitude.length);
  }

  /// An object identifier from its dotted form.
  static byte[] oid(String dotted) {
    String[] arcs = dotted.split("\\.", -1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(Integer.parseInt(arcs[0]) * 40 + Integer.parseInt(arcs[1]));
    for (int i = 2; i < arcs.length; i++) {
      int arc = Integer.parseInt(arcs[i]);
      for (int shift = 28; shift > 0; shift -= 7) {
        if (arc >> shift != 0) {
          out.write(0x80 | (arc >> shift & 0x7f));
        }
      }
      out.write(arc & 0x7f);
    }
    return element(OID, out.toByteArray());
  }

  /// The length of the element that `der` begins with, its head included.
  static int totalBytes(byte[] der) {
    int first = der[1] & 0xff;
    if (first < 0x80) {
      return 2 + first;
    }
    int octets = first & 0x7f;
    int length = 0;
    for (int i = 0; i < octets; i++) {
      length = length << Byte.SIZE | (der[2 + i] & 0xff);
    }
    return 2 + octets + length;
  }

  /// Reads elements one after the other. Every error is an [IllegalArgumentException].
  static final class Reader {
    private final byte[] content;
    private int position;

    Reader(byte[] content) {
      this.content = content;
    }

    /// The content of the next element, which must have that tag.
    byte[] next(int tag) {
      if ((read() & 0xff) != tag) {
        throw new IllegalArgumentException("DER: expected tag " + tag + " at " + (position - 1));
      }
      int length = read() & 0xff;
      if (length >= 0x80) {
        int octets = length & 0x7f;
        length = 0;
        for (int i = 0; i < octets && i < 3; i++) {
          length = length << 8 | (read() & 0xff);
        }
      }
      if (length > content.length - position) {
        throw new IllegalArgumentException("DER: element ends after the input");
      }
      position += length;
      return Arrays.copyOfRange(content, position - length, position);
    }

    /// True when nothing is left.
    boolean atEnd() {
      return position == content.length;
    }

    private byte read() {
      if (atEnd()) {
        throw new IllegalArgumentException("DER: input ends inside an element");
      }
      return content[position++];
    }
  }
}
