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

/// What `scripts/ops/disaster-recovery` makes of what the program says. `BackupIT` has real
/// survivors.
class DisasterScriptTest {
  @TempDir private Path directory;
  private Stubs stubs;
  private Path configuration;
  private Path backup;

  @BeforeEach
  void prepare() throws IOException {
    configuration = Files.writeString(directory.resolve("new.yaml"), "of the new node");
    backup = directory.resolve("last-state");
    stubs = new Stubs(directory.resolve("programs"));
    program(0, "n1", "3", "77");
  }

  /// A program that finds n1 at term 3 and index 77 the most advanced.
  ///
  /// @param create the exit code of a backup
  private void program(int create, String node, String term, String index) throws IOException {
    stubs.add(
        "craton",
        """
        [[ "$1" != through ]] || shift
        case "$1 $2" in
          'backup survey')
            printf 'term 3 index 77: node n1 of cluster old in /rescue/node 1\\n'
            printf 'term 3 index 70: node n2 of cluster old in /rescue/node2\\n'
            ;;
          'backup create') exit %d ;;
          'backup verify')
            printf '{\\n  "cluster_id" : "old",\\n  "node" : "%s",\\n  "term" : %s,\\n  "index" : %s\\n}\\n'
            ;;
        esac
        """
            .formatted(create, node, term, index));
  }

  @Test
  void theMostAdvancedSurvivorIsBackedUpAndRestored() throws Exception {
    script("--craton", "craton through").run();
    assertThat(stubs.calls())
        .hasSize(3)
        .allMatch(call -> call.startsWith("craton through backup "))
        .anyMatch(
            call -> call.contains("create") && call.contains("--data-directory /rescue/node 1"))
        .last()
        .asString()
        .contains("backup restore " + backup);
  }

  @Test
  void anotherSurvivorIsNamedOnlyWhenThisOneCannotBeRead() throws Exception {
    program(65, "n1", "3", "77");
    assertThat(Stubs.refused(script())).contains("take the next survivor");
    for (int code : List.of(72, 74, 78, 79, 80, 81)) {
      program(code, "n1", "3", "77");
      assertThat(Stubs.refused(script()))
          .contains("that directory is not the reason")
          .doesNotContain("next survivor");
    }
    assertThat(stubs.calls()).noneMatch(call -> call.contains("restore"));
  }

  @Test
  void aBackupThatIsThereIsUsedWhenItIsThatOfTheSurvivor() throws Exception {
    Files.writeString(backup, "made by an earlier run");
    script().run();
    assertThat(stubs.calls())
        .noneMatch(call -> call.contains("create"))
        .anyMatch(call -> call.contains("restore"));
  }

  @Test
  void aBackupOfAnotherNodeOrAnotherTimeIsNotUsed() throws Exception {
    Files.writeString(backup, "made by somebody");
    program(0, "n2", "3", "77");
    assertThat(Stubs.refused(script())).contains("node n2", "move it away");
    program(0, "n1", "2", "77");
    assertThat(Stubs.refused(script())).contains("term 2 index 77");
    program(0, "n1", "3", "7");
    assertThat(Stubs.refused(script())).contains("term 3 index 7,", "index 77");
    assertThat(stubs.calls()).noneMatch(call -> call.contains("restore"));
  }

  private Program script(String... more) {
    List<String> words = new ArrayList<>();
    words.add(Shipped.path("scripts/ops/disaster-recovery").toString());
    words.addAll(List.of("--config", configuration.toString(), "--survivor", "/rescue/node 1"));
    words.addAll(List.of("--survivor", "/rescue/node2", "--backup-file", backup.toString()));
    words.addAll(List.of(more));
    return stubs.program(words.toArray(String[]::new));
  }
}
