package io.craton.vault.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.port.Unavailable;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RefusalsTest {
  @ParameterizedTest
  @EnumSource(Rejection.Code.class)
  void noRejectionIsTheServersFault(Rejection.Code code) {
    Answer answer = Refusals.of(new Rejection(code, "detail"));
    assertThat(answer.httpCode()).isNotEqualTo(200).isNotIn(500, 502, 504);
  }

  @ParameterizedTest
  @CsvSource({
    "NO_QUORUM,503,SERVICE_NOT_AVAILABLE",
    "DEADLINE,503,SERVICE_NOT_AVAILABLE",
    "OVERLOADED,503,SERVICE_NOT_AVAILABLE",
    "HSM_DOWN,503,SERVICE_NOT_AVAILABLE",
    "NOT_READY,503,SERVICE_NOT_AVAILABLE",
    "SHUTTING_DOWN,503,SERVICE_NOT_AVAILABLE",
    "HSM_FAILED,502,PROVIDER_ERROR",
    "HSM_KEY_MISSING,502,PROVIDER_ERROR",
  })
  void whatIsUnavailableSaysWhenToComeBack(Unavailable.Reason reason, int code, Status status) {
    Answer answer = Refusals.of(new Unavailable(reason, "innards", Duration.ofMillis(1_200)));
    assertThat(answer.httpCode()).isEqualTo(code);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.headers()).containsEntry("Retry-After", "2");
    assertThat(answer.summary()).doesNotContain("innards");
  }

  @Test
  void retryAfterIsNeverZero() {
    Answer answer =
        Refusals.of(new Unavailable(Unavailable.Reason.OVERLOADED, "full", Duration.ZERO));
    assertThat(answer.headers()).containsEntry("Retry-After", "1");
  }

  @Test
  void pemHasLinesOf64Characters() {
    String pem = Pem.of(new PublicKey(Bytes.copyOf(new byte[100])));
    assertThat(pem.split("\n", -1))
        .satisfies(lines -> {
          assertThat(lines[0]).isEqualTo("-----BEGIN PUBLIC KEY-----");
          assertThat(lines[1]).hasSize(64);
          assertThat(lines[4]).isEqualTo("-----END PUBLIC KEY-----");
          assertThat(lines[5]).isEmpty();
        });
  }

  @Test
  void buffersForgetWhenTheyGrowAndWhenTheyClose() {
    WipeableBuffer buffer = new WipeableBuffer();
    byte[] first = buffer.array();
    buffer.write(new byte[] {1, 2, 3}, 0, 3);
    buffer.write(new byte[5_000], 0, 5_000);
    assertThat(first).containsOnly(0);
    assertThat(buffer.size()).isEqualTo(5_003);
    assertThat(buffer.array()).startsWith(1, 2, 3);
    byte[] last = buffer.array();
    buffer.close();
    assertThat(last).containsOnly(0);
  }
}
