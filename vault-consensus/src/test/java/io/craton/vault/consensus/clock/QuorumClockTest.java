package io.craton.vault.consensus.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.consensus.membership.PeerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuorumClockTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration SECOND = Duration.ofSeconds(1);

  /// What monotonic clocks may disagree about in an hour, and a little.
  private static final Duration DRIFT = Duration.ofMillis(1_801);

  private static final Duration TICK = Duration.ofMillis(2);

  private static final Duration ROUNDING = Duration.ofNanos(5_000);

  private final ClockWorld world = new ClockWorld("a", "b", "c");
  private final ClockWorld.Node a = world.node("a");
  private final ClockWorld.Node b = world.node("b");
  private final ClockWorld.Node c = world.node("c");

  @Test
  void nodeThatHasHeardNobodyHasNoTime() {
    a.skew = HOUR;
    assertThat(a.now()).isEqualTo(Instant.EPOCH);
    assertThat(a.clock.current()).isFalse();
    assertThat(a.clock.skew()).isEmpty();
  }

  @Test
  void nodeThatIsAloneFollowsItsOwnClock() {
    ClockWorld single = new ClockWorld("a");
    ClockWorld.Node only = single.node("a");
    assertThat(only.now()).isEqualTo(single.truth());
    assertThat(only.clock.current()).isTrue();
    only.skew = HOUR.negated();
    single.pass(SECOND);
    assertThat(only.now()).isEqualTo(only.own());
  }

  @Test
  void nodeWithoutVotersHasNoTime() {
    world.vote(List.of(), List.of());
    assertThat(a.now()).isEqualTo(Instant.EPOCH);
    assertThat(a.clock.current()).isFalse();
  }

  @Test
  void oneWrongClockOfThreeMovesNothing() {
    for (Duration wrong :
        List.of(HOUR, HOUR.negated(), Duration.ofDays(100_000), Duration.ofDays(-100_000))) {
      a.skew = wrong;
      world.pass(SECOND);
      world.round("a", "b", "c");
      tellTheTruth(a, b, c);
    }
  }

  @Test
  void ofTwoClocksThatAreAllThatIsKnownTheLesserCounts() {
    b.skew = HOUR;
    world.round("a", "b");
    tellTheTruth(a, b);
    a.restart();
    b.restart();
    b.skew = HOUR.negated();
    world.round("a", "b");
    assertThat(a.now()).isEqualTo(b.own());
    assertThat(b.now()).isEqualTo(b.own());
  }

  @Test
  void whatThreeHaveAgreedOnIsCarriedOnByTwoThatDiffer() {
    for (Duration wrong : List.of(HOUR, HOUR.negated())) {
      a.skew = wrong;
      world.round("a", "b", "c");
      for (int i = 0; i < HOUR.toSeconds(); i++) {
        world.pass(SECOND);
        world.round("a", "b");
      }
      assertThat(a.now()).isBetween(world.truth().minus(DRIFT), world.truth());
      assertThat(b.now()).isBetween(world.truth().minus(DRIFT), world.truth());
    }
  }

  @Test
  void clockThatStepsBesideADeadNodeMovesNothing() {
    world.round("a", "b", "c");
    for (Duration wrong : List.of(HOUR, HOUR.negated())) {
      a.skew = wrong;
      world.pass(ClockReading.FRESH.plus(SECOND));
      world.round("a", "b");
      assertThat(a.now()).isBetween(world.truth().minusMillis(50), world.truth());
      assertThat(b.now()).isBetween(world.truth().minusMillis(50), world.truth());
    }
  }

  @Test
  void nodeThatStartsWithAClockBehindLearnsTheTimeFromOneThatKnowsIt() {
    a.skew = HOUR.negated();
    world.round("a", "b", "c");
    world.pass(ClockReading.FRESH.plus(SECOND));
    world.round("a", "b");
    a.restart();
    a.ask("b", Duration.ZERO, Duration.ZERO);
    assertThat(a.now()).isBetween(world.truth().minusMillis(50), world.truth());
    world.pass(ClockReading.FRESH.plus(SECOND));
    assertThat(a.now()).as("and keeps it").isAfter(world.truth().minusMillis(100));
  }

  @Test
  void majorityThatGoesBackIsFollowed() {
    a.skew = HOUR;
    b.skew = HOUR;
    world.round("a", "b", "c");
    assertThat(c.now()).isEqualTo(world.truth().plus(HOUR));
    a.skew = Duration.ZERO;
    b.skew = Duration.ZERO;
    world.pass(SECOND);
    world.round("a", "b", "c");
    world.round("a", "b", "c");
    tellTheTruth(a, b, c);
  }

  @Test
  void errorThatAllAreOverDoesNotGoRoundBesideADeadNode() {
    a.skew = HOUR;
    b.skew = HOUR;
    world.round("a", "b", "c");
    a.skew = Duration.ZERO;
    b.skew = Duration.ZERO;
    for (int i = 0; i <= ClockReading.FRESH.toSeconds() + 1; i++) {
      world.pass(SECOND);
      world.round("a", "b");
    }
    tellTheTruth(a, b);
  }

  @Test
  void twoNodesTakeTheEarlierClockAndNeverTheOther() {
    ClockWorld two = new ClockWorld("a", "b");
    two.node("b").skew = HOUR;
    two.round("a", "b");
    assertThat(two.node("a").now()).isEqualTo(two.truth());
    assertThat(two.node("b").now()).isEqualTo(two.truth());
  }

  @Test
  void nodeThatWasPausedKnowsTheTimeWhenItWakes() {
    world.round("a", "b", "c");
    world.pass(HOUR);
    assertThat(a.clock.current()).isFalse();
    assertThat(a.now()).isBetween(world.truth().minus(DRIFT), world.truth());
  }

  @Test
  void answerToAQuestionFromBeforeAPauseTellsNoTime() {
    world.round("a", "b", "c");
    long asked = a.clock.nanos();
    PeerStatus fromB = b.status();
    PeerStatus fromC = c.status();
    world.pass(HOUR);
    a.clock.heard(fromB, asked);
    a.clock.heard(fromC, asked);
    assertThat(a.clock.current()).isFalse();
    assertThat(a.now()).isAfter(world.truth().minus(DRIFT));
  }

  @Test
  void machineWhoseClocksAllStoodStillKnowsTheTimeByOneAnswer() {
    world.round("a", "b", "c");
    world.pass(HOUR);
    a.stopped = HOUR;
    a.skew = HOUR.negated();
    world.round("b", "c");
    assertThat(a.now()).as("nothing shows it that it slept").isEqualTo(a.own());
    a.ask("b", Duration.ZERO, Duration.ZERO);
    tellTheTruth(a);
  }

  @Test
  void jitterOfTheNetworkDoesNotTurnTimeBack() {
    Instant last = Instant.EPOCH;
    for (int i = 0; i < 200; i++) {
      world.pass(Duration.ofMillis(1));
      a.ask(i % 2 == 0 ? "b" : "c", Duration.ofMillis(i % 7), Duration.ofMillis(i % 90));
      assertThat(a.now()).isAfterOrEqualTo(last);
      last = a.now();
    }
    assertThat(last).isAfter(world.truth().minusMillis(90));
  }

  @Test
  void readingsOfThoseWhoFellSilentCountNoMore() {
    world.round("a", "b", "c");
    world.pass(ClockReading.FRESH);
    assertThat(a.clock.current()).isTrue();
    world.pass(TICK);
    assertThat(a.clock.current()).isFalse();
    a.skew = HOUR;
    assertThat(a.now()).as("its own clock is no majority").isBefore(world.truth());
  }

  @Test
  void strangersAreNotHeard() {
    world.vote(List.of("a", "b"), List.of());
    a.ask("c", Duration.ZERO, Duration.ZERO);
    assertThat(a.now()).isEqualTo(Instant.EPOCH);
    assertThat(a.clock.current()).isFalse();
  }

  @Test
  void majorityOfAnotherConfigurationIsNotBelieved() {
    world.round("b", "c");
    long asked = a.clock.nanos();
    a.skew = HOUR.negated();
    a.clock.heard(b.status(4711), asked);
    assertThat(a.now()).as("the lesser of two").isEqualTo(a.own());
  }

  @Test
  void newVotersAreHeardBeforeTheyCount() {
    ClockWorld four = new ClockWorld("a", "b", "c", "d");
    ClockWorld.Node first = four.node("a");
    four.vote(List.of("a"), List.of());
    four.pass(SECOND);
    assertThat(first.now()).isEqualTo(four.truth());
    four.vote(List.of("b", "c", "d"), List.of("a"));
    four.pass(SECOND);
    assertThat(first.clock.current()).isFalse();
    assertThat(first.now()).isBetween(four.truth().minus(TICK), four.truth());
    four.node("b").skew = HOUR;
    four.round("a", "b", "c", "d");
    assertThat(first.clock.current()).isTrue();
    assertThat(first.now()).isEqualTo(four.truth());
  }

  @Test
  void peersAreAskedAgainAfterASecond() {
    String peerOfB = b.status().peer().toString();
    assertThat(a.clock.heardLately(peerOfB)).isFalse();
    a.ask("b", Duration.ZERO, Duration.ZERO);
    assertThat(a.clock.heardLately(peerOfB)).isTrue();
    assertThat(a.clock.heardLately(a.status().peer().toString())).isTrue();
    world.pass(QuorumClock.ROUND);
    assertThat(a.clock.heardLately(peerOfB)).isFalse();
  }

  @Test
  void skewOfThisNodeAndOfOthersIsTold() {
    a.skew = HOUR;
    world.round("a", "b", "c");
    tellsSkew(a, HOUR, HOUR);
    tellsSkew(b, Duration.ZERO, HOUR);
    a.skew = SECOND.negated();
    world.round("a", "b", "c");
    tellsSkew(b, Duration.ZERO, SECOND.negated());
  }

  private void tellTheTruth(ClockWorld.Node... nodes) {
    for (ClockWorld.Node node : nodes) {
      assertThat(node.now()).isBetween(world.truth().minus(TICK), world.truth().plus(ROUNDING));
    }
  }

  private static void tellsSkew(ClockWorld.Node node, Duration own, Duration widest) {
    Skew skew = node.clock.skew().orElseThrow();
    assertThat(skew.own()).isCloseTo(own, ROUNDING);
    assertThat(skew.widest()).isCloseTo(widest, ROUNDING);
  }
}
