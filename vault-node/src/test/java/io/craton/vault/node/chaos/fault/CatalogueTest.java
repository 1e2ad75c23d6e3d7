package io.craton.vault.node.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.node.chaos.fault.Fault.Group;
import io.craton.vault.node.chaos.fault.Fault.Injected;
import io.craton.vault.node.chaos.fault.Fault.Mending;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CatalogueTest {
  private static final List<Fault> FAULTS =
      List.of(
          fault("kill", Group.PROCESS, false),
          fault("pause", Group.PROCESS, false),
          fault("loss", Group.QUALITY, true),
          fault("clock", Group.CLOCK, false),
          fault("wipe", Group.PROCEDURE, false),
          fault("rolling", Group.PROCEDURE, false));

  private static Fault fault(String kind, Group group, boolean mild) {
    return new Simple(kind, group, mild, random -> new Injected(kind, Mending.NOTHING));
  }

  @Test
  void everyKindComesBeforeAnyComesAgain() {
    for (long seed = 0; seed < 50; seed++) {
      Catalogue catalogue = new Catalogue(FAULTS, Set.of(), new Random(seed));
      Set<String> seen = new HashSet<>();
      for (int i = 0; i < FAULTS.size(); i++) {
        catalogue.next().forEach(fault -> seen.add(fault.kind()));
      }
      assertThat(seen).as("seed %d", seed).hasSize(FAULTS.size());
    }
  }

  @Test
  void faultsThatWouldUndoEachOtherOrLoseAMajorityDoNotComeTogether() {
    Catalogue catalogue = new Catalogue(FAULTS, Set.of(), new Random(1));
    Set<Integer> sizes = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      List<Fault> together = catalogue.next();
      sizes.add(together.size());
      assertThat(together.stream().map(Fault::group)).doesNotHaveDuplicates();
      if (together.getLast().group() == Group.PROCEDURE) {
        assertThat(together.subList(0, together.size() - 1)).allMatch(Fault::mild);
      }
    }
    assertThat(sizes).contains(1, 2, 3);
  }

  @Test
  void onlyTheKindsThatWereAskedForComeAndUnknownOnesAreRefused() {
    Catalogue catalogue = new Catalogue(FAULTS, Set.of("kill", "loss"), new Random(1));
    for (int i = 0; i < 100; i++) {
      assertThat(catalogue.next()).extracting(Fault::kind).isSubsetOf("kill", "loss");
    }
    assertThatThrownBy(() -> new Catalogue(FAULTS, Set.of("kil"), new Random(1)))
        .hasMessageContaining("kil");
  }
}
