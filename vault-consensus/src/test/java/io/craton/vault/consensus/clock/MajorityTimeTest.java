package io.craton.vault.consensus.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.consensus.barrier.Voters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MajorityTimeTest {
  private static final String SILENT = "-";
  private static final long HOUR = 3_600;

  /// 1000 is the truth; `-` is a voter whose clock is not known.
  @ParameterizedTest
  @CsvSource({
    "1000,                   1000, 1000",
    "4600,                   4600, 4600",
    "-,                      -,    -",
    "1000 1001,              1000, 1001",
    "1000 4600,              1000, 4600",
    "-2600 1000,             -2600, 1000",
    "1000 -,                 -,    -",
    "999 1000 1001,          1000, 1000",
    "999 1000 4600,          1000, 1000",
    "-2600 1000 1001,        1000, 1000",
    "-2600 1000 4600,        1000, 1000",
    "1000 4600 -,            1000, 4600",
    "-2600 1000 -,           -2600, 1000",
    "1000 - -,               -,    -",
    "998 999 1000 1001,      999,  1000",
    "999 1000 1001 4600,     1000, 1001",
    "-2600 999 1000 1001,    999,  1000",
    "999 1000 4600 -,        999,  4600",
    "999 1000 - -,           -,    -",
    "998 999 1000 1001 1002, 1000, 1000",
    "999 1000 1001 4600 4600, 1001, 1001",
    "-2600 -2600 999 1000 1001, 999, 999",
    "-2600 999 1000 1001 4600, 1000, 1000",
    "999 1000 4600 4600 -,   1000, 4600",
    "-2600 -2600 999 1000 -, -2600, 999",
    "999 1000 1001 - -,      999,  1001",
    "999 1000 - - -,         -,    -"
  })
  void majorityOfClocks(String clocks, String reached, String notPassed) {
    List<String> texts = List.of(clocks.split(" ", -1));
    Map<String, Long> known = new HashMap<>();
    Set<String> peers = new TreeSet<>();
    for (int i = 0; i < texts.size(); i++) {
      String peer = "peer" + i;
      peers.add(peer);
      if (!texts.get(i).equals(SILENT)) {
        known.put(peer, Long.parseLong(texts.get(i)));
      }
    }
    known.put("stranger", 1_000 + HOUR);
    Voters voters = new Voters(peers, Set.of());
    assertThat(text(MajorityTime.reached(voters, known))).isEqualTo(reached);
    assertThat(text(MajorityTime.notPassed(voters, known))).isEqualTo(notPassed);
  }

  @Test
  void jointChangeNeedsBothMajorities() {
    Voters joint = new Voters(Set.of("a", "b", "c"), Set.of("a", "d", "e"));
    Map<String, Long> clocks = new HashMap<>(Map.of("a", 10L, "b", 20L, "c", 30L));
    assertThat(text(MajorityTime.reached(joint, clocks))).isEqualTo(SILENT);
    assertThat(text(MajorityTime.notPassed(joint, clocks))).isEqualTo(SILENT);
    clocks.put("d", 5L);
    clocks.put("e", 40L);
    assertThat(text(MajorityTime.reached(joint, clocks))).isEqualTo("10");
    assertThat(text(MajorityTime.notPassed(joint, clocks))).isEqualTo("20");
  }

  @Test
  void nobodyHasNoMajority() {
    Voters nobody = new Voters(Set.of(), Set.of());
    assertThat(text(MajorityTime.reached(nobody, Map.of("a", 1L)))).isEqualTo(SILENT);
    assertThat(text(MajorityTime.notPassed(nobody, Map.of("a", 1L)))).isEqualTo(SILENT);
  }

  private static String text(OptionalLong time) {
    return time.isPresent() ? Long.toString(time.getAsLong()) : SILENT;
  }
}
