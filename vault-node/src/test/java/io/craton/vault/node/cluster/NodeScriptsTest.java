package io.craton.vault.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.node.deploy.Shipped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `scripts/ops/add-node` and its like do on the machine where they are run. `MembershipIT`
/// has a cluster.
class NodeScriptsTest {
  private static final String DOWN = "systemctl disable --now craton";
  private static final String UP = "systemctl enable --now craton";

  /// The program on the machine of n1.
  private static final String THIS =
      """
      case "$1 $2" in
        'config show') printf 'KEY        VALUE  SOURCE\\nnode.name  n1     file\\n' ;;
        'config check') printf 'configuration of node n1 in cluster c is good\\n' ;;
      esac
      """;

  @TempDir private Path directory;
  private Stubs stubs;
  private Path configuration;

  @BeforeEach
  void makeStubs() throws IOException {
    configuration = Files.writeString(directory.resolve("craton.yaml"), "of n1");
    stubs = new Stubs(directory.resolve("programs")).add("systemctl", "").add("craton", THIS);
  }

  @Test
  void aNodeThatIsRemovedIsStoppedOnItsOwnMachine() throws Exception {
    script("remove-node", "--name", "n1").run();
    assertThat(changes()).containsExactly("craton cluster remove n1", DOWN);
  }

  @Test
  void theNodeOfAnotherMachineIsLeftAloneAndOneIsToldWhatToRunThere() throws Exception {
    assertThat(script("remove-node", "--name", "n2").run())
        .contains("this is the machine of n1")
        .contains("on that of n2 run: " + DOWN);
    assertThat(changes()).containsExactly("craton cluster remove n2");
  }

  @Test
  void aMachineWithoutANodeStopsNothing() throws Exception {
    Files.delete(configuration);
    assertThat(script("remove-node", "--name", "n1").run()).contains("nothing is stopped here");
    assertThat(changes()).containsExactly("craton cluster remove n1");

    Files.writeString(configuration, "not good");
    stubs.add("craton", "[[ $1 != config ]] || exit 78");
    assertThat(script("remove-node", "--name", "n1").run()).contains("nothing is stopped here");
    assertThat(changes()).containsExactly("craton cluster remove n1");
  }

  @Test
  void aCommandForTheStopIsRunAsItIs() throws Exception {
    script("remove-node", "--name", "n2", "--stop", "systemctl stop other").run();
    assertThat(changes()).containsExactly("craton cluster remove n2", "systemctl stop other");
    script("remove-node", "--name", "n1", "--stop", "").run();
    assertThat(changes()).containsExactly("craton cluster remove n1");
  }

  @Test
  void aDryRunChangesNothingAndSaysWhatWouldBeRun() throws Exception {
    assertThat(script("remove-node", "--name", "n1", "--dry-run").run()).contains("run: " + DOWN);
    assertThat(changes()).containsExactly("craton cluster status");
    assertThat(script("remove-node", "--name", "n2", "--dry-run").run())
        .contains("would remove n2\n");
    assertThat(changes()).containsExactly("craton cluster status");
  }

  @Test
  void aNewNodeComesBackAfterABoot() throws Exception {
    script("add-node", "--name", "n1", "--raft", "h:1", "--peer", "h:2").run();
    assertThat(changes()).first().isEqualTo(UP);
    script("replace-node", "--old", "n9", "--name", "n1", "--raft", "h:1", "--peer", "h:2").run();
    assertThat(changes()).first().isEqualTo(UP);
    Program other = script("add-node", "--name", "n2", "--raft", "h:1", "--peer", "h:2");
    assertThat(Stubs.refused(other)).contains("is not that of n2");
    assertThat(changes()).isEmpty();
  }

  private Program script(String name, String... options) {
    List<String> words = new ArrayList<>();
    words.add(Shipped.path("scripts/ops/" + name).toString());
    words.addAll(List.of("--config", configuration.toString()));
    words.addAll(List.of(options));
    return stubs.program(words.toArray(String[]::new));
  }

  /// Calls that do more than to look at the configuration.
  private List<String> changes() throws IOException {
    return stubs.calls().stream().filter(call -> !call.startsWith("craton config ")).toList();
  }
}
