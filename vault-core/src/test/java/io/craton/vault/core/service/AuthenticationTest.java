package io.craton.vault.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.core.Limits;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.testing.InMemoryVault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AuthenticationTest {
  private final InMemoryVault vault = new InMemoryVault();
  private final Sources sources =
      new Sources(() -> Instant.parse("2026-11-23T12:00:00Z"), byte[]::new);
  private final List<Duration> waits = new ArrayList<>();

  @Test
  void aRequestWithMuchTimeLeftDoesNotSpendItWaitingForAQuorum() {
    authenticate(Duration.ofSeconds(30));
    assertThat(waits)
        .singleElement()
        .satisfies(wait -> assertThat(wait).isLessThanOrEqualTo(Limits.QUORUM_WAIT));
  }

  @Test
  void aRequestWithLittleTimeLeftWaitsNoLongerThanThat() {
    authenticate(Duration.ofMillis(100));
    assertThat(waits)
        .singleElement()
        .satisfies(wait -> assertThat(wait).isLessThanOrEqualTo(Duration.ofMillis(100)));
  }

  private void authenticate(Duration left) {
    Replica alone =
        new Replica(
            vault,
            deadline -> {
              waits.add(deadline.remaining());
              throw new Unavailable(Unavailable.Reason.NO_QUORUM, "alone", Duration.ofSeconds(1));
            },
            vault);
    Authentication authentication = new Authentication(alone, sources);
    assertThatThrownBy(
            () -> authentication.authenticate("pts_any", Deadline.after(left, System::nanoTime)))
        .isInstanceOf(Unavailable.class);
  }
}
