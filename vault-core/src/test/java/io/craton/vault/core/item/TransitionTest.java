package io.craton.vault.core.item;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.id.KekVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class TransitionTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final Instant LATER = NOW.plusSeconds(3600);
  private static final Material MATERIAL =
      new Material.Sealed(new KekVersion(1), Bytes.utf8("ciphertext"), Optional.empty());

  private static VersionState from(StateName name) {
    return switch (name) {
      case ACTIVE -> new VersionState.Active(MATERIAL);
      case DEACTIVATED -> new VersionState.Deactivated(MATERIAL, Optional.empty());
      case SUSPENDED -> new VersionState.Suspended(MATERIAL);
      case COMPROMISED -> new VersionState.Compromised(MATERIAL, LATER);
      case DESTROYED -> new VersionState.Destroyed(NOW.minusSeconds(5));
    };
  }

  private static StateChange to(StateName name) {
    return switch (name) {
      case ACTIVE -> new StateChange.Activate();
      case DEACTIVATED -> new StateChange.Deactivate(Optional.empty());
      case SUSPENDED -> new StateChange.Suspend();
      case COMPROMISED -> new StateChange.Compromise(LATER.plusSeconds(1));
      case DESTROYED -> new StateChange.Destroy();
    };
  }

  /// Contract section 4.1, written out once more: rows from, columns to, in the order of their
  /// codes. `+` changes, `=` keeps, `-` is illegal.
  private static final List<String> TABLE = List.of("=++++", "+=+++", "++=++", "---=+", "----=");

  @TestFactory
  List<DynamicTest> everyPairGoesAsTheTableSays() {
    List<DynamicTest> tests = new ArrayList<>();
    for (StateName from : StateName.values()) {
      for (StateName to : StateName.values()) {
        char expected = TABLE.get(from.code() - 1).charAt(to.code() - 1);
        tests.add(
            DynamicTest.dynamicTest(
                from + " to " + to + " " + expected, () -> checkPair(from, to, expected)));
      }
    }
    return tests;
  }

  private static void checkPair(StateName from, StateName to, char expected) {
    VersionState before = from(from);
    Transition transition = Transition.of(before, to(to), NOW);
    switch (expected) {
      case '+' -> {
        VersionState after = ((Transition.Changed) transition).state();
        assertThat(after.name()).isEqualTo(to);
        Optional<Material> kept =
            to == StateName.DESTROYED ? Optional.empty() : before.heldMaterial();
        assertThat(after.heldMaterial()).isEqualTo(kept);
      }
      case '=' -> assertThat(transition).isEqualTo(new Transition.Unchanged());
      case '-' -> assertThat(transition).isEqualTo(new Transition.Illegal(from));
      default -> throw new IllegalArgumentException("no such entry: " + expected);
    }
  }

  @Test
  void destructionNowBearsTheTimeOfNow() {
    assertThat(Transition.of(from(StateName.ACTIVE), new StateChange.Destroy(), NOW))
        .isEqualTo(new Transition.Changed(new VersionState.Destroyed(NOW)));
  }

  @Test
  void destructionOfACompromisedVersionMovesOnlyForward() {
    VersionState compromised = new VersionState.Compromised(MATERIAL, LATER);
    Instant sooner = LATER.minusSeconds(1);
    assertThat(Transition.of(compromised, new StateChange.Compromise(sooner), NOW))
        .isEqualTo(new Transition.Changed(new VersionState.Compromised(MATERIAL, sooner)));
    assertThat(Transition.of(compromised, new StateChange.Compromise(LATER), NOW))
        .isEqualTo(new Transition.Unchanged());
    assertThat(Transition.of(compromised, new StateChange.Compromise(LATER.plusSeconds(1)), NOW))
        .isEqualTo(new Transition.Unchanged());
  }

  @Test
  void compromisedVersionIsDestroyedFromItsTimeOn() {
    VersionState compromised = new VersionState.Compromised(MATERIAL, LATER);
    assertThat(compromised.asOf(LATER.minusNanos(1))).isEqualTo(compromised);
    assertThat(compromised.asOf(LATER)).isEqualTo(new VersionState.Destroyed(LATER));
    assertThat(compromised.asOf(LATER.plusSeconds(9))).isEqualTo(new VersionState.Destroyed(LATER));
  }

  @Test
  void deactivatedVersionIsDestroyedWhenItsGraceEnds() {
    VersionState grace = new VersionState.Deactivated(MATERIAL, Optional.of(LATER));
    assertThat(grace.asOf(LATER).name()).isEqualTo(StateName.DESTROYED);
    VersionState endless = new VersionState.Deactivated(MATERIAL, Optional.empty());
    assertThat(endless.asOf(LATER)).isEqualTo(endless);
  }

  @Test
  void deactivatingAVersionInItsGraceEndsTheGrace() {
    VersionState grace = new VersionState.Deactivated(MATERIAL, Optional.of(LATER));
    VersionState ended = new VersionState.Deactivated(MATERIAL, Optional.empty());
    assertThat(Transition.of(grace, new StateChange.Deactivate(Optional.empty()), NOW))
        .isEqualTo(new Transition.Changed(ended));
    StateChange anotherGrace = new StateChange.Deactivate(Optional.of(LATER.plusSeconds(1)));
    assertThat(Transition.of(grace, anotherGrace, NOW)).isEqualTo(new Transition.Unchanged());
    assertThat(Transition.of(ended, anotherGrace, NOW)).isEqualTo(new Transition.Unchanged());
  }

  @Test
  void persistedCodesNeverChange() {
    assertThat(List.of(StateName.values()).stream().map(StateName::code).toList())
        .containsExactly(1, 2, 3, 4, 5);
    assertThat(StateName.ofCode(3)).contains(StateName.SUSPENDED);
    assertThat(StateName.ofCode(6)).isEmpty();
    assertThat(StateName.ofWireName("Active")).isEmpty();
  }
}
