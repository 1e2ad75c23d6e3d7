package io.craton.vault.core.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AlgorithmTest {
  /// What is on disks: a number once given keeps its meaning.
  private static final List<String> PERSISTED =
      List.of(
          "1 signing ED25519",
          "2 signing ES256",
          "3 signing ES384",
          "4 signing ES512",
          "5 signing RSA-PSS-2048-SHA256",
          "6 signing RSA-PSS-3072-SHA256",
          "7 signing RSA-PSS-4096-SHA256",
          "8 signing RSA-PKCS1V15-2048-SHA256",
          "9 encryption AES-GCM-256");

  @Test
  void persistedNumbersNeverChange() {
    assertThat(
            Arrays.stream(Algorithm.values())
                .map(a -> a.code() + " " + a.purpose().wireName() + " " + a.wireName()))
        .startsWith(PERSISTED.toArray(String[]::new));
    assertThat(Arrays.stream(Algorithm.values()).map(Algorithm::code)).doesNotHaveDuplicates();
  }

  @Test
  void everyRowIsFoundByPurposeAndNameAndByCode() {
    for (Algorithm algorithm : Algorithm.values()) {
      assertThat(Algorithm.find(algorithm.purpose(), algorithm.wireName())).contains(algorithm);
      assertThat(Algorithm.ofCode(algorithm.code())).contains(algorithm);
    }
    assertThat(Algorithm.find(Purpose.SIGNING, "es256")).isEmpty();
    assertThat(Algorithm.find(Purpose.ENCRYPTION, "ES256")).isEmpty();
    assertThat(Algorithm.ofCode(0)).isEmpty();
  }
}
