package io.craton.vault.hsm;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.item.KeyRef;
import java.util.Arrays;

/// A key that lives in the token as an object of its own, and the layout of its [KeyRef]:
///
/// | byte | meaning |
/// |---|---|
/// | 0 | version of the format, 1 |
/// | 1 | custody: 1 resident; 2 is reserved for wrapped keys; 3 is a [ListedObject] |
/// | 2 | code of the [KeyForm] |
/// | 3 … 18 | `CKA_ID` |
///
/// @param id `CKA_ID`, 16 random bytes
record ResidentKey(KeyForm form, Bytes id) {
  static final int ID_BYTES = 16;

  private static final byte VERSION = 1;
  private static final byte RESIDENT = 1;
  private static final int HEADER_BYTES = 3;

  KeyRef toRef() {
    byte[] value = new byte[HEADER_BYTES + ID_BYTES];
    value[0] = VERSION;
    value[1] = RESIDENT;
    value[2] = (byte) form.code();
    System.arraycopy(id.toArray(), 0, value, HEADER_BYTES, ID_BYTES);
    return new KeyRef(Bytes.copyOf(value));
  }

  /// @throws IllegalArgumentException when these are not the bytes of [#toRef()]: the state is
  ///   corrupt, or was written by a newer version
  static ResidentKey parse(KeyRef ref) {
    byte[] value = ref.value().toArray();
    if (value.length != HEADER_BYTES + ID_BYTES || value[0] != VERSION || value[1] != RESIDENT) {
      throw new IllegalArgumentException("not a reference to a resident key: " + ref);
    }
    KeyForm form =
        KeyForm.ofCode(value[2])
            .orElseThrow(() -> new IllegalArgumentException("unknown form of key: " + ref));
    return new ResidentKey(
        form, Bytes.copyOf(Arrays.copyOfRange(value, HEADER_BYTES, value.length)));
  }
}
