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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What `scripts/ops/rolling-restart` makes of what the nodes answer. `RollingIT` has real nodes.
class RollingScriptTest {
  private static final int NODES = 3;

  @TempDir private Path directory;
  private Path answers;
  private Stubs stubs;

  /// Three nodes of which the first leads; a question that has a file of refusals is refused once
  /// for each of its lines.
  @BeforeEach
  void prepare() throws IOException {
    answers = directory.resolve("answers");
    stubs = new Stubs(directory.resolve("programs"));
    stubs.add(
        "curl",
        """
        question="%s/${*: -1:1}" # the URL comes last
        question="${question/http:\\/\\//}"
        if [[ -s "$question.refusals" ]]; then
          sed --in-place 1d "$question.refusals"
          exit 22
        fi
        cat "$question"
        """
            .formatted(answers));
    for (int node = 1; node <= NODES; node++) {
      Path health = Files.createDirectories(answers.resolve("node" + node + "/health"));
      Files.writeString(health.resolve("ready"), "{\"ready\":true}");
      Files.writeString(
          health.resolveSibling("metrics"),
          """
          craton_raft_voters 3.0
          craton_raft_applied_index 7.0
          craton_raft_commit_index 7.0
          process_start_time_seconds 1.0
          """);
    }
    Files.writeString(answers.resolve("node1/health/leader"), "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"node2/health/ready", "node1/health/leader", "node3/metrics"})
  void aMomentWithoutAnAnswerDoesNotEndTheRound(String question) throws Exception {
    Files.writeString(answers.resolve(question + ".refusals"), "\n".repeat(3));
    assertThat(script().run()).contains("would run: restart node1", "done; node1 leads");
    assertThat(answers.resolve(question + ".refusals")).isEmptyFile();
  }

  @Test
  void whatStaysAmissEndsItWithItsReason() throws Exception {
    Files.delete(answers.resolve("node2/health/ready"));
    assertThat(Stubs.refused(script("--whole-seconds", "1")))
        .contains("error: node2 is not ready", "nothing was restarted after that")
        .doesNotContain("would run");
  }

  @Test
  void membersThatWereNotNamedEndItAtOnce() throws Exception {
    Path metrics = answers.resolve("node1/metrics");
    Files.writeString(metrics, Files.readString(metrics).replace("voters 3", "voters 4"));
    assertThat(Stubs.refused(script()))
        .contains("node1 knows 4 voting members, and 3 were named")
        .doesNotContain("waiting:");
  }

  private Program script(String... more) {
    List<String> words = new ArrayList<>();
    words.add(Shipped.path("scripts/ops/rolling-restart").toString());
    for (int node = 1; node <= NODES; node++) {
      words.add("--node");
      words.add("node%d=http://node%d".formatted(node, node));
    }
    words.addAll(List.of("--restart-command", "restart {node}", "--dry-run"));
    words.addAll(List.of(more));
    return stubs.program(words.toArray(String[]::new));
  }
}
