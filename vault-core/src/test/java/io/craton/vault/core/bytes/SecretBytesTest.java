package io.craton.vault.core.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class SecretBytesTest {
  @Test
  void toStringTellsTheLengthOnly() {
    try (SecretBytes secret = SecretBytes.utf8("hunter2")) {
      assertThat(secret).hasToString("SecretBytes[7 bytes, redacted]");
    }
  }

  @Test
  void contentIsCopiedInAndZeroedOnClose() {
    byte[] own = {1, 2, 3};
    SecretBytes copy = SecretBytes.copyOf(own);
    own[0] = 9;
    assertThat(copy.toArray()).containsExactly(1, 2, 3);
    byte[] given = {4, 5};
    SecretBytes taken = SecretBytes.takeOver(given);
    taken.close();
    taken.close();
    assertThat(given).containsExactly(0, 0);
    assertThatThrownBy(taken::toArray).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(taken::decodeUtf8).isInstanceOf(IllegalStateException.class);
    copy.close();
  }

  @Test
  void equalityIsByContentAndHashesTellNothing() {
    SecretBytes a = SecretBytes.utf8("a");
    SecretBytes b = SecretBytes.utf8("b");
    assertThat(a).isEqualTo(SecretBytes.utf8("a")).isNotEqualTo(b);
    assertThat(a.hashCode()).isEqualTo(b.hashCode());
  }

  @Test
  void invalidUtf8IsAFaultThatNamesNoContent() {
    SecretBytes secret = SecretBytes.copyOf(new byte[] {(byte) 0xc3, 0x28});
    assertThatThrownBy(secret::decodeUtf8).hasMessage("secret of 2 bytes is not UTF-8");
  }

  @Test
  void bytesShowTheirHeadAndCopyInAndOut() {
    byte[] own = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    Bytes bytes = Bytes.copyOf(own);
    own[0] = 0;
    bytes.toArray()[1] = 0;
    assertThat(bytes.toHex()).isEqualTo("010203040506070809");
    assertThat(bytes).hasToString("Bytes[9: 0102030405060708…]");
    assertThat(Bytes.utf8("a")).hasToString("Bytes[1: 61]");
    assertThat(Bytes.copyOf(new byte[] {(byte) 0x80})).isGreaterThan(Bytes.utf8("z"));
  }
}
