package io.craton.vault.core.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IdentifierTest {
  @RepeatedTest(20)
  void wireFormReadsBackAsTheSameId() {
    long seed = new Random().nextLong();
    byte[] random = new byte[ItemId.SIZE];
    new Random(seed).nextBytes(random);
    ItemId id = ItemId.of(random);
    assertThat(id.toString()).as("seed %d", seed).matches("pvi_[a-z2-7]{32}");
    assertThat(ItemId.parse(id.toString())).as("seed %d", seed).contains(id);
    assertThat(RequestId.of(random).toString()).isEqualTo("prq_" + id.toString().substring(4));
  }

  @Test
  void knownValueHasItsRfc4648Encoding() {
    byte[] bytes = "12345678901234567890".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    assertThat(ItemId.of(bytes)).hasToString("pvi_gezdgnbvgy3tqojqgezdgnbvgy3tqojq");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "pvi_",
        "pvi_aaaabbbbccccddddeeeeffffgggghhh",
        "pvi_aaaabbbbccccddddeeeeffffgggghhhhh",
        "pvi_AAAABBBBCCCCDDDDEEEEFFFFGGGGHHHH",
        "pvi_aaaabbbbccccddddeeeeffffgggghhh1",
        "prq_aaaabbbbccccddddeeeeffffgggghhhh",
        "thisisnotandid"
      })
  void malformedIdsAreNotRead(String text) {
    assertThat(ItemId.parse(text)).isEmpty();
  }

  @Test
  void versionNumbersStartAtOneAndDoNotOverflow() {
    assertThatThrownBy(() -> new VersionNumber(0)).isInstanceOf(IllegalArgumentException.class);
    assertThat(VersionNumber.FIRST.next()).isEqualTo(new VersionNumber(2));
    VersionNumber last = new VersionNumber(Integer.MAX_VALUE);
    assertThatThrownBy(last::next).isInstanceOf(ArithmeticException.class);
  }
}
