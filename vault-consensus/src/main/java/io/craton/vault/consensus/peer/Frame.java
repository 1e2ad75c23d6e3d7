package io.craton.vault.consensus.peer;

import io.craton.vault.consensus.ClusterId;
import io.netty.buffer.ByteBuf;
import java.util.UUID;

/// One message; the layout is drawn in the package description. The body is not copied: whoever
/// makes a frame gives it away.
final class Frame {
  static final int SIZE = 288;
  static final int BODY = 256;

  private static final int MAGIC = 0x4352_544E;
  private static final int VERSION = 3;

  private final Type type;
  private final ClusterId cluster;
  private final long callId;
  private final byte[] body;

  /// @param body exactly 256 bytes
  Frame(Type type, ClusterId cluster, long callId, byte[] body) {
    if (body.length != BODY) {
      throw new IllegalArgumentException("expected " + BODY + " bytes, found " + body.length);
    }
    this.type = type;
    this.cluster = cluster;
    this.callId = callId;
    this.body = body;
  }

  Type type() {
    return type;
  }

  ClusterId cluster() {
    return cluster;
  }

  long callId() {
    return callId;
  }

  byte[] body() {
    return body;
  }

  enum Type {
    STATUS_REQUEST(1),
    STATUS(2),
    JOIN_REQUEST(3),
    JOIN_ANSWER(4),
    HAND_OVER_REQUEST(5),
    HAND_OVER_ANSWER(6),
    SUCCESSION_REQUEST(7),
    SUCCESSION_ANSWER(8);

    private final int code;

    Type(int code) {
      this.code = code;
    }

    static Type ofCode(int code) {
      for (Type type : values()) {
        if (type.code == code) {
          return type;
        }
      }
      throw new IllegalArgumentException("unknown frame type " + code);
    }
  }

  void write(ByteBuf out) {
    out.writeInt(MAGIC).writeByte(VERSION).writeByte(type.code).writeShort(0);
    out.writeLong(cluster.value().getMostSignificantBits());
    out.writeLong(cluster.value().getLeastSignificantBits());
    out.writeLong(callId).writeBytes(body);
  }

  /// @throws IllegalArgumentException when it is no frame of this protocol
  static Frame read(ByteBuf in) {
    int magic = in.readInt();
    int version = in.readUnsignedByte();
    if (magic != MAGIC || version != VERSION) {
      throw new IllegalArgumentException("no frame of version " + VERSION);
    }
    Type type = Type.ofCode(in.readUnsignedByte());
    if (in.readShort() != 0) {
      throw new IllegalArgumentException("the reserved bytes are used");
    }
    ClusterId cluster = new ClusterId(new UUID(in.readLong(), in.readLong()));
    long callId = in.readLong();
    byte[] body = new byte[BODY];
    in.readBytes(body);
    return new Frame(type, cluster, callId, body);
  }
}
