package io.craton.vault.node.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.node.chaos.fault.Fault.Group;
import io.craton.vault.node.chaos.fault.Fault.Injected;
import io.craton.vault.node.chaos.fault.Fault.Mending;
import io.craton.vault.node.deploy.Shipped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
  void everyKindHasItsTurnBeforeAnyHasItsNext() {
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

  @Test
  void whatTheMachineDoesNotPermitIsTold() {
    Catalogue catalogue = new Catalogue(FAULTS, Set.of(), new Random(1));
    assertThat(catalogue.impossible())
        .hasSize(Catalogue.KINDS.size() - FAULTS.size())
        .contains("corrupt")
        .doesNotContain("kill");
    List<Fault> unknown = List.of(fault("flood", Group.PROCESS, false));
    assertThatThrownBy(() -> new Catalogue(unknown, Set.of(), new Random(1)))
        .hasMessageContaining("flood");
  }

  @Test
  void scriptAndDocumentHaveTheSameKinds() throws IOException {
    String script = Files.readString(Shipped.path("scripts/chaos"));
    String list = script.substring(script.indexOf("kinds=(") + "kinds=(".length());
    assertThat(list.substring(0, list.indexOf(')')).trim().split("\\s+"))
        .containsExactlyElementsOf(Catalogue.KINDS);
    String document = Files.readString(Shipped.path("docs/assurance-chaos.md"));
    assertThat(names(document, "## The faults")).containsAll(Catalogue.KINDS);
    assertThat(names(document, "## Figures")).containsExactlyInAnyOrderElementsOf(Catalogue.KINDS);
  }

  /// The rate comes after the faults, and is wrong.
  @Test
  void theScriptTakesAllKindsAndRefusesUnknownOnes() throws Exception {
    assertThat(chaos("--rate", "none")).contains("not a rate: none");
    assertThat(chaos("--rate", "none", "--faults", "all")).contains("not a rate: none");
    assertThat(chaos("--rate", "none", "--faults", "kill,pause")).contains("not a rate: none");
    assertThat(chaos("--rate", "none", "--faults", "kill,flood")).contains("no fault: flood");
    assertThat(chaos("--rate", "none", "--faults", "all,kill")).contains("no fault: all");
  }

  private static String chaos(String... options) throws Exception {
    List<String> line = new ArrayList<>(List.of(Shipped.path("scripts/chaos").toString()));
    line.addAll(List.of(options));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isNotZero();
    return said;
  }

  /// What the first columns of the tables of a section name.
  private static List<String> names(String document, String heading) {
    assertThat(document).contains("\n" + heading + "\n");
    String section = document.substring(document.indexOf("\n" + heading + "\n") + heading.length());
    int end = section.indexOf("\n## ");
    return Pattern.compile("(?m)^\\| `([a-z-]+)`(?:, `([a-z-]+)`)?(?:, `([a-z-]+)`)? \\|")
        .matcher(end < 0 ? section : section.substring(0, end))
        .results()
        .flatMap(CatalogueTest::groups)
        .toList();
  }

  private static Stream<String> groups(MatchResult row) {
    return IntStream.rangeClosed(1, row.groupCount()).mapToObj(row::group).filter(Objects::nonNull);
  }
}
