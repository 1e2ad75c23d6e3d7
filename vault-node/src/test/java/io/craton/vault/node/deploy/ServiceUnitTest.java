package io.craton.vault.node.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.node.exit.ExitCode;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// `deploy/systemd/craton.service` says what docs/configuration.md says.
class ServiceUnitTest {
  /// Of the JVM, not of Craton: see the table of the document.
  private static final int OUT_OF_MEMORY = 3;

  @Test
  void everyExitCodeIsForTheSupervisorOrForAPerson() throws Exception {
    Set<Integer> all = new TreeSet<>(Set.of(OUT_OF_MEMORY));
    for (ExitCode code : ExitCode.values()) {
      if (code != ExitCode.OK) {
        all.add(code.code());
      }
    }
    Set<Integer> restarted = numbers(value("RestartForceExitStatus"));
    Set<Integer> left = numbers(value("RestartPreventExitStatus"));
    assertThat(restarted).doesNotContainAnyElementsOf(left);
    Set<Integer> both = new TreeSet<>(restarted);
    both.addAll(left);
    assertThat(both).isEqualTo(all);
  }

  @Test
  void theUnitRestartsAfterTheCodesThatTheDocumentNames() throws Exception {
    Matcher sentence =
        Pattern.compile("A supervisor should restart a node on ([0-9, and]+),")
            .matcher(Shipped.text("docs/configuration.md"));
    assertThat(sentence.find()).isTrue();
    assertThat(numbers(value("RestartForceExitStatus"))).isEqualTo(numbers(sentence.group(1)));
    assertThat(value("Restart")).isEqualTo("on-failure");
  }

  @Test
  void systemdWaitsLongerThanTheNodeItself() throws Exception {
    Matcher row =
        Pattern.compile("\\| `shutdown.(?:timeout|drain)` \\| `(\\d+)s` \\|")
            .matcher(Shipped.text("docs/configuration.md"));
    int longest = 0;
    while (row.find()) {
      longest += Integer.parseInt(row.group(1));
    }
    assertThat(longest).isPositive();
    String seconds = value("TimeoutStopSec").replace("s", "");
    assertThat(Integer.parseInt(seconds)).isGreaterThan(longest);
  }

  @Test
  void aNodeLeavesNoCoreAndGetsNoPrivileges() throws Exception {
    assertThat(value("LimitCORE")).isEqualTo("0");
    assertThat(value("NoNewPrivileges")).isEqualTo("yes");
    assertThat(value("ProtectSystem")).isEqualTo("strict");
    assertThat(value("ReadWritePaths")).isEqualTo("/var/lib/craton");
    assertThat(value("CapabilityBoundingSet")).isEmpty();
    assertThat(value("User")).isEqualTo("craton");
    assertThat(value("ExecStart")).startsWith("/usr/bin/craton server ");
    assertThat(Shipped.text("scripts/craton")).contains("-XX:+ExitOnOutOfMemoryError");
    assertThat(Shipped.text("deploy/systemd/craton.service"))
        .doesNotContain("\nMemoryDenyWriteExecute=");
  }

  private static Set<Integer> numbers(String text) {
    return UnitFile.numbers(text);
  }

  private static String value(String key) throws IOException {
    return UnitFile.of("craton.service").value(key);
  }
}
