package io.craton.vault.hsm;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.hsm.pkcs11.Cka;
import io.craton.vault.hsm.pkcs11.Ckr;
import io.craton.vault.hsm.pkcs11.Cryptoki;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import io.craton.vault.hsm.pkcs11.Template;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/// An object that the inventory showed, and the layout of its [KeyRef], which names it for
/// destruction only. By label *and* id, because half-made objects may have no id, and because a
/// partition is shared: what has another label is never touched.
///
/// Only keys of the own cluster are listed as such, and only they are destroyed. A state that was
/// restored under another name may still hold references to objects of the former one.
///
/// | byte | meaning |
/// |---|---|
/// | 0 | version of the format, 1 |
/// | 1 | custody: 3, listed |
/// | 2 | bytes of the id, 0 to 255 |
/// | 3 … | `CKA_ID`, then `CKA_LABEL` |
///
/// @param id `CKA_ID`; empty if it has none
record ListedObject(Bytes id, String label) {
  private static final byte VERSION = 1;
  private static final byte LISTED = 3;
  private static final int HEADER_BYTES = 3;
  private static final int ID_BYTES = 255;

  /// The labels of keys, of whatever cluster.
  private static final Pattern KEY_LABEL = Pattern.compile("craton/[^/]+/key/[0-9]+");

  KeyRef toRef() {
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    value.writeBytes(new byte[] {VERSION, LISTED, (byte) id.size()});
    value.writeBytes(id.toArray());
    value.writeBytes(label.getBytes(StandardCharsets.UTF_8));
    return new KeyRef(Bytes.copyOf(value.toByteArray()));
  }

  /// Empty when the reference is one of a key that is used.
  ///
  /// @throws IllegalArgumentException when its label is not that of a key: the state is corrupt
  static Optional<ListedObject> parse(KeyRef ref) {
    byte[] value = ref.value().toArray();
    if (value.length < HEADER_BYTES || value[0] != VERSION || value[1] != LISTED) {
      return Optional.empty();
    }
    int labelStart = HEADER_BYTES + Byte.toUnsignedInt(value[2]);
    if (labelStart > value.length) {
      throw new IllegalArgumentException("not a reference to a listed object: " + ref);
    }
    byte[] id = Arrays.copyOfRange(value, HEADER_BYTES, labelStart);
    byte[] label = Arrays.copyOfRange(value, labelStart, value.length);
    String text = new String(label, StandardCharsets.UTF_8);
    ListedObject object = new ListedObject(Bytes.copyOf(id), text);
    // What is no UTF-8 would be read as the label of another object.
    if (!KEY_LABEL.matcher(text).matches() || !object.toRef().equals(ref)) {
      throw new IllegalArgumentException("not a key of a cluster: " + ref);
    }
    return Optional.of(object);
  }

  /// Whether its label begins with `labelPrefix`.
  boolean isOf(String labelPrefix) {
    return label.startsWith(labelPrefix);
  }

  /// What the digits of the label say; 0 when that is no time.
  long madeAtSecond(String labelPrefix) {
    try {
      return Long.parseLong(label.substring(labelPrefix.length()));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /// Whether a label is that of a key: the prefix, and digits.
  private static boolean isKeyLabel(String label, String labelPrefix) {
    return label.startsWith(labelPrefix)
        && label.length() > labelPrefix.length()
        && label.substring(labelPrefix.length()).chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /// The handles of all permanent objects, of whomever.
  static List<Long> candidates(Session session) throws CryptokiException {
    Template template = Template.builder().with(Cka.TOKEN, true).build();
    return LongStream.of(KeyFinder.find(session, template)).boxed().toList();
  }

  /// The object behind a handle, if its label is that of a key and begins with `labelPrefix`.
  static Optional<ListedObject> read(Session session, long object, String labelPrefix)
      throws CryptokiException {
    Optional<String> label =
        attribute(session, object, Cka.LABEL)
            .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
            .filter(text -> isKeyLabel(text, labelPrefix));
    if (label.isEmpty()) {
      return Optional.empty();
    }
    return attribute(session, object, Cka.ID)
        .filter(bytes -> bytes.length <= ID_BYTES)
        .map(bytes -> new ListedObject(Bytes.copyOf(bytes), label.get()));
  }

  /// The id of the object behind a handle, if its label is that of a key and does not begin with
  /// `labelPrefix`; empty also if it has none.
  static Optional<Bytes> readOther(Session session, long object, String labelPrefix)
      throws CryptokiException {
    boolean other =
        attribute(session, object, Cka.LABEL)
            .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
            .filter(text -> KEY_LABEL.matcher(text).matches() && !text.startsWith(labelPrefix))
            .isPresent();
    return other
        ? attribute(session, object, Cka.ID).filter(id -> id.length > 0).map(Bytes::copyOf)
        : Optional.empty();
  }

  /// The handles of the objects that are this one.
  List<Long> handles(Session session) throws CryptokiException {
    Template template =
        Template.builder()
            .with(Cka.TOKEN, true)
            .with(Cka.LABEL, label.getBytes(StandardCharsets.UTF_8))
            .build();
    List<Long> handles = new ArrayList<>();
    for (long object : KeyFinder.find(session, template)) {
      Optional<byte[]> found = attribute(session, object, Cka.ID);
      // A token that does not search by what it was asked for must not cost a key.
      boolean same = attribute(session, object, Cka.LABEL).filter(this::isLabel).isPresent();
      if (same && found.filter(bytes -> Arrays.equals(bytes, id.toArray())).isPresent()) {
        handles.add(object);
      }
    }
    return handles;
  }

  private boolean isLabel(byte[] bytes) {
    return Arrays.equals(bytes, label.getBytes(StandardCharsets.UTF_8));
  }

  /// No bytes for an attribute that the object does not have, as half-made ones may not; empty for
  /// an object that was destroyed since it was found.
  private static Optional<byte[]> attribute(Session session, long object, long type)
      throws CryptokiException {
    Cryptoki cryptoki = session.cryptoki();
    try {
      return Optional.of(cryptoki.attribute(session.handle(), object, type));
    } catch (CryptokiException e) {
      if (e.code() == Ckr.ATTRIBUTE_TYPE_INVALID) {
        return Optional.of(new byte[0]);
      }
      if (ErrorClass.of(e) == ErrorClass.STALE_HANDLE) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
