package io.craton.vault.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.core.bytes.SecretBytes;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ValueMintTest {
  private final SecureRandom random = new SecureRandom();
  private final ValueMint mint =
      new ValueMint(count -> {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
      });

  @Test
  void everyValueHasItsForm() {
    assertThat(mint.token().decodeUtf8()).matches("pts_[a-z0-9]{32}");
    assertThat(mint.clientSecret().decodeUtf8()).matches("[a-z0-9]{48}");
    assertThat(mint.clientSecretId()).matches("pcs_[a-z0-9]{32}");
  }

  @Test
  void aTokenGoesOnAsItBegan() {
    SecretBytes former = SecretBytes.utf8("pxy_" + "0".repeat(32));
    assertThat(mint.tokenLike(former).decodeUtf8()).matches("pxy_[a-z0-9]{32}");
    assertThatThrownBy(() -> mint.tokenLike(SecretBytes.utf8("pxy_")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noTwoValuesAreAlike() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      assertThat(seen.add(mint.token().decodeUtf8())).isTrue();
    }
  }

  @Test
  void bytesThatWouldFavourSomeCharactersAreThrownAway() {
    byte[] next = {(byte) 255, (byte) 252, (byte) 251, 36, 0};
    int[] at = {0};
    ValueMint unfair =
        new ValueMint(count -> {
          byte[] bytes = new byte[count];
          for (int i = 0; i < count; i++) {
            bytes[i] = next[at[0]++ % next.length];
          }
          return bytes;
        });
    assertThat(unfair.token().decodeUtf8()).startsWith("pts_9aa9aa").matches("pts_[9a]{32}");
  }
}
