package io.craton.vault.core.testing.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.testing.fuzz.FuzzedDecoder.Grammar;
import io.craton.vault.core.testing.fuzz.FuzzedDecoder.Memory;
import io.craton.vault.core.testing.fuzz.FuzzedDecoder.Turn;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A decoder with each of the mistakes that the fuzzer is there to find: a text behind its length.
class DecoderFuzzerTest {
  private static final List<Bytes> CORPUS =
      List.of(Bytes.copyOf(new byte[] {0, 2, 'a', 'b'}), Bytes.copyOf(new byte[] {0, 0}));

  private static byte[] encoded(byte[] text) {
    return ByteBuffer.allocate(Short.BYTES + text.length)
        .putShort((short) text.length)
        .put(text)
        .array();
  }

  private static byte[] text(byte[] bytes) {
    if (bytes.length < Short.BYTES
        || ByteBuffer.wrap(bytes).getShort() != bytes.length - Short.BYTES) {
      throw new IllegalArgumentException("no text");
    }
    return Arrays.copyOfRange(bytes, Short.BYTES, bytes.length);
  }

  private static void fuzz(Turn turn) throws InterruptedException {
    FuzzedDecoder decoder =
        FuzzedDecoder.of(
            "text", Grammar.FLAT, new Memory(16 << 10, 8), IllegalArgumentException.class, turn);
    new DecoderFuzzer(decoder, CORPUS, Duration.ofSeconds(1)).run(1, Duration.ofMillis(500));
  }

  private static void fails(String how, Turn turn) {
    assertThatThrownBy(() -> fuzz(turn))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("text, craton.seed=")
        .hasMessageContaining(how);
  }

  @Test
  void takesADecoderThatKeepsItsPromises() throws Exception {
    fuzz(bytes -> {
      byte[] text = text(bytes);
      return () -> encoded(text);
    });
  }

  @Test
  void findsAnotherException() {
    fails(
        "BufferUnderflowException",
        bytes -> {
          byte[] text = new byte[ByteBuffer.wrap(bytes).getShort() & 0xff];
          ByteBuffer.wrap(bytes).position(Short.BYTES).get(text);
          byte[] same = text(bytes);
          return () -> encoded(same);
        });
  }

  @Test
  void findsAnExceptionThatIsDerivedFromTheRightOne() {
    fails(
        "NumberFormatException",
        bytes -> {
          throw new NumberFormatException("a kind of IllegalArgumentException");
        });
  }

  @Test
  void findsMemoryThatALengthAloneAsksFor() {
    fails(
        "at most",
        bytes -> {
          byte[] text =
              new byte[bytes.length < Short.BYTES ? 0 : ByteBuffer.wrap(bytes).getChar() * 16];
          if (text.length > 0) {
            throw new IllegalArgumentException("no text");
          }
          return () -> bytes;
        });
  }

  @Test
  void findsADecoderThatDoesNotEnd() {
    fails(
        "no end after",
        bytes -> {
          while (bytes.length > 4 && !Thread.interrupted()) {
            Thread.onSpinWait();
          }
          return () -> bytes;
        });
  }

  @Test
  void findsBytesThatArePassedOver() {
    fails(
        "was read as",
        bytes -> {
          int size = bytes.length < Short.BYTES ? -1 : ByteBuffer.wrap(bytes).getShort();
          if (size < 0 || size > bytes.length - Short.BYTES) {
            throw new IllegalArgumentException("no text");
          }
          byte[] text = Arrays.copyOfRange(bytes, Short.BYTES, Short.BYTES + size);
          return () -> encoded(text);
        });
  }

  @Test
  void findsThatNothingIsEverTaken() {
    assertThatThrownBy(() ->
            fuzz(bytes -> {
              throw new IllegalArgumentException("no text");
            }))
        .hasMessageContaining("took 0");
  }

  @Test
  void aSeedGivesTheSameInputs() {
    FuzzedDecoder decoder =
        FuzzedDecoder.of(
            "text",
            Grammar.PROTOBUF,
            new Memory(0, 0),
            IllegalArgumentException.class,
            bytes -> () -> bytes);
    for (int seed = 0; seed < 100; seed++) {
      assertThat(decoder.input(CORPUS, new Chance(seed)))
          .isEqualTo(decoder.input(CORPUS, new Chance(seed)));
    }
  }

  /// Sizes around a field follow it, or nothing would get behind the outermost one.
  @Test
  void fieldsAreReadAndWrittenAsTheyStand() {
    byte[] message = {0x0a, 4, 0x12, 2, 0x08, 5, 0x18, (byte) 0x96, 1};
    Optional<List<WireTree.Field>> tree = WireTree.parse(message);
    assertThat(tree).isPresent();
    assertThat(WireTree.write(tree.get())).isEqualTo(message);
    WireTree.Field inner = tree.get().getFirst().fields.orElseThrow().getFirst();
    inner.fields.orElseThrow().getFirst().value = 300;
    assertThat(WireTree.write(tree.get()))
        .isEqualTo(new byte[] {0x0a, 5, 0x12, 3, 0x08, (byte) 0xac, 2, 0x18, (byte) 0x96, 1});
    assertThat(WireTree.parse(new byte[] {0x0a, 4, 0x12})).isEmpty();
  }
}
