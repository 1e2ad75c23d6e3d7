package io.craton.vault.node.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.node.chaos.check.Revocations.Kind;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RevocationsTest {
  private static final Call<Kind> REVOKED = new Call<>(Kind.REVOKED, 10, 20);

  private static Call<Kind> call(Kind kind, long began, long ended) {
    return new Call<>(kind, began, ended);
  }

  @Test
  void useThatBeganBeforeTheAnswerIsNone() {
    assertThat(Revocations.of(List.of(REVOKED, call(Kind.USED, 15, 30))).longestNanos()).isZero();
    assertThat(Revocations.of(List.of(REVOKED, call(Kind.USED, 20, 30))).longestNanos()).isZero();
  }

  @Test
  void useThatBeganAfterTheAnswerCountsToItsEnd() {
    Revocations.Outcome outcome =
        Revocations.of(
            List.of(
                REVOKED,
                call(Kind.USED, 21, 30),
                call(Kind.USED, 22, 45),
                call(Kind.REFUSED, 23, 24),
                call(Kind.REFUSED, 12, 13)));
    assertThat(outcome).isEqualTo(new Revocations.Outcome(25, 1, 1));
  }

  @Test
  void restorationEndsTheTimeThatIsJudged() {
    Call<Kind> restored = call(Kind.RESTORED, 30, 40);
    assertThat(Revocations.of(List.of(REVOKED, restored, call(Kind.USED, 31, 35))).longestNanos())
        .isZero();
    assertThat(Revocations.of(List.of(REVOKED, restored, call(Kind.USED, 25, 29))).longestNanos())
        .isEqualTo(9);
  }

  @Test
  void revocationBesideARestorationIsNotJudged() {
    assertThat(
            Revocations.of(List.of(REVOKED, call(Kind.RESTORED, 5, 12), call(Kind.USED, 21, 22))))
        .isEqualTo(new Revocations.Outcome(0, 0, 0));
    assertThat(
            Revocations.of(
                List.of(REVOKED, Call.unknown(Kind.RESTORED, 5), call(Kind.USED, 21, 22))))
        .isEqualTo(new Revocations.Outcome(0, 0, 0));
    assertThat(Revocations.of(List.of(Call.unknown(Kind.REVOKED, 5), call(Kind.USED, 21, 22))))
        .isEqualTo(new Revocations.Outcome(0, 0, 0));
  }

  @Test
  void listHasWhatIsThereAndNothingElse() {
    Listings listings = new Listings();
    listings.stored("a", 0, 10);
    listings.stored("b", 20, 40);
    listings.stored("c", 0, 10);
    listings.deleted("c", 20, 40);
    listings.stored("lost", 0, Call.NEVER);
    listings.listed(Set.of("a", "c"), 15, 19);
    listings.listed(Set.of("a"), 25, 30);
    listings.listed(Set.of("a", "b", "c", "lost"), 25, 30);
    listings.listed(Set.of("a", "b"), 50, 60);
    assertThat(listings.violations()).isEmpty();
    listings.listed(Set.of("a"), 51, 60);
    listings.listed(Set.of("a", "b", "c"), 52, 60);
    listings.listed(Set.of("b"), 53, 60);
    listings.listed(Set.of("a", "b"), 12, 14);
    listings.listed(Set.of("a", "b", "x"), 54, 60);
    assertThat(listings.violations())
        .containsExactlyInAnyOrder(
            "b is missing in the list that began at 51",
            "c is too much in the list that began at 52",
            "a is missing in the list that began at 53",
            "b is too much in the list that began at 12",
            "c is missing in the list that began at 12",
            "x was never stored, and is in the list that began at 54");
  }
}
