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
          "9 encryption AES-GCM-256",
          "10 signing ES256K",
          "11 signing RSA-PSS-4096-SHA512",
          "12 encryption AES-CFB-128",
          "13 encryption AES-CFB-256",
          "14 encryption AES-CBC-128",
          "15 encryption AES-CBC-256",
          "16 encryption RSA-OAEP-2048-SHA1",
          "17 encryption RSA-OAEP-2048-SHA256",
          "18 encryption RSA-OAEP-2048-SHA512",
          "19 encryption RSA-OAEP-3072-SHA1",
          "20 encryption RSA-OAEP-3072-SHA256",
          "21 encryption RSA-OAEP-3072-SHA512",
          "22 encryption RSA-OAEP-4096-SHA1",
          "23 encryption RSA-OAEP-4096-SHA256",
          "24 encryption RSA-OAEP-4096-SHA512",
          "25 jwt ES256",
          "26 jwt ES384",
          "27 jwt ES512",
          "28 jwt HS256",
          "29 jwt HS384",
          "30 jwt HS512",
          "31 fpe AES-FF3-1-128-BETA",
          "32 fpe AES-FF3-1-256-BETA",
          "33 pki ED25519",
          "34 pki RSA-2048-SHA256",
          "35 pki RSA-3072-SHA256",
          "36 pki RSA-4096-SHA256",
          "37 pki RSA-PSS-2048-SHA256",
          "38 pki RSA-PSS-3072-SHA256",
          "39 pki RSA-PSS-4096-SHA256",
          "40 pki RSA-PSS-4096-SHA512",
          "41 pki ECDSA-SHA256",
          "42 pki ECDSA-SHA384",
          "43 pki ECDSA-SHA512",
          "44 signing ML-DSA-44",
          "45 signing ML-DSA-65",
          "46 signing ML-DSA-87",
          "47 signing ED25519-DILITHIUM2-BETA",
          "48 signing ED448-DILITHIUM3-BETA",
          "49 signing SPHINCSPLUS-128F-SHAKE256-SIMPLE-BETA",
          "50 signing SPHINCSPLUS-128F-SHAKE256-ROBUST-BETA",
          "51 signing SPHINCSPLUS-192F-SHAKE256-SIMPLE-BETA",
          "52 signing SPHINCSPLUS-192F-SHAKE256-ROBUST-BETA",
          "53 signing SPHINCSPLUS-256F-SHAKE256-SIMPLE-BETA",
          "54 signing SPHINCSPLUS-256F-SHAKE256-ROBUST-BETA",
          "55 signing SPHINCSPLUS-128F-SHA256-SIMPLE-BETA",
          "56 signing SPHINCSPLUS-128F-SHA256-ROBUST-BETA",
          "57 signing SPHINCSPLUS-192F-SHA256-SIMPLE-BETA",
          "58 signing SPHINCSPLUS-192F-SHA256-ROBUST-BETA",
          "59 signing SPHINCSPLUS-256F-SHA256-SIMPLE-BETA",
          "60 signing SPHINCSPLUS-256F-SHA256-ROBUST-BETA",
          "61 signing FALCON-1024-BETA");

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
