package io.craton.vault.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VaultDurationTest {
  private static final Instant START = Instant.parse("2024-01-31T10:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "1s,2024-01-31T10:00:01Z",
    "2 secs,2024-01-31T10:00:02Z",
    "1m,2024-01-31T10:01:00Z",
    "90mins,2024-01-31T11:30:00Z",
    "44h,2024-02-02T06:00:00Z",
    "10d,2024-02-10T10:00:00Z",
    "10day,2024-02-10T10:00:00Z",
    "1w,2024-02-07T10:00:00Z",
    "1M,2024-02-29T10:00:00Z",
    "13months,2025-02-28T10:00:00Z",
    "1y,2025-01-31T10:00:00Z"
  })
  void unitsAddUpAndMonthsAreClampedToTheirEnd(String text, Instant expected) {
    VaultDuration duration = VaultDuration.parse(text).orElseThrow();
    assertThat(duration.after(START)).isEqualTo(expected);
    assertThat(duration.text()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "1M,2023-01-31T10:00:00Z,2023-02-28T10:00:00Z,2023-02-28T10:00:00Z",
    "1M,2023-01-31T10:00:00Z,2023-02-28T09:59:59Z,2023-01-31T10:00:00Z",
    "1M,2023-01-31T10:00:00Z,2023-03-30T10:00:00Z,2023-03-28T10:00:00Z",
    "1M,2023-01-31T10:00:00Z,2023-04-30T10:00:00Z,2023-04-30T10:00:00Z",
    "2M,2023-12-31T10:00:00Z,2024-02-29T10:00:00Z,2024-02-29T10:00:00Z",
    "1y,2024-02-29T10:00:00Z,2025-02-28T10:00:00Z,2025-02-28T10:00:00Z",
    "1d,2023-01-31T10:00:00Z,2023-02-03T09:00:00Z,2023-02-02T10:00:00Z"
  })
  void thePeriodThatIsOverIsTheOneThatWasDue(
      String text, Instant start, Instant now, Instant expected) {
    assertThat(VaultDuration.parse(text).orElseThrow().lastBoundary(start, now))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1M", "2M", "5M", "1y", "1w", "36h", "7d"})
  void onePeriodAfterTheLastBoundaryIsAlwaysToCome(String text) {
    VaultDuration period = VaultDuration.parse(text).orElseThrow();
    for (int day = 0; day < 1_500; day++) {
      Instant now = START.plus(Duration.ofDays(day));
      Instant last = period.lastBoundary(START, now);
      assertThat(last).isBetween(START, now);
      assertThat(period.after(last)).as("%s at %s", text, now).isAfter(now);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "d",
        "0d",
        "01d",
        "-1d",
        "+1d",
        "1.5d",
        "1",
        "1 d ",
        " 1d",
        "1D",
        "1fortnight",
        "1d1h",
        "never",
        "999999999999999999d",
        "99999999999999999999999999d",
        "1\td"
      })
  void everythingElseIsRejected(String text) {
    assertThat(VaultDuration.parse(text)).isEmpty();
  }

  @Test
  void textOfMoreThan32CharactersIsRejected() {
    assertThat(VaultDuration.parse("1" + " ".repeat(30) + "d")).isPresent();
    assertThat(VaultDuration.parse("1" + " ".repeat(31) + "d")).isEmpty();
  }

  @Test
  void theLongestDurationIsAThousandYears() {
    assertThat(VaultDuration.parse("1000y")).isPresent();
    assertThat(VaultDuration.parse("1001y")).isEmpty();
  }
}
