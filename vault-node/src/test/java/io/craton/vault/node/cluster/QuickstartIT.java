package io.craton.vault.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The README's first command, with everything it says it can do.
class QuickstartIT {
  private static final Path SCRIPT = Path.of("..", "scripts", "quickstart").toAbsolutePath();
  private static final Pattern FAILOVER =
      Pattern.compile("acknowledged by node\\d (\\d+) ms after");
  private static final Pattern CURL =
      Pattern.compile("^ {2}curl (?:.*\\\\\n)?.*$", Pattern.MULTILINE);

  @TempDir Path temporary;

  @Test
  void oneCommandRunsAClusterThatSurvivesItsLeaderAndASecondRun() throws Exception {
    String first = quickstart("--port-base", QuickstartPorts.base(), "--san", "vault.test");
    assertThat(first).contains("read on node2: the same value", "verified on node3", "at once");
    Path env = temporary.resolve("cluster").resolve("env");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(env)))
        .isEqualTo("rw-------");

    Matcher curl = CURL.matcher(first);
    int lines = 0;
    while (curl.find()) {
      assertThat(sourced(env, curl.group())).contains("\"Success\"");
      lines++;
    }
    assertThat(lines).as("curl lines printed").isEqualTo(2);
    assertThat(sourced(env, "echo $CRATON_PID_1 $CRATON_PID_3; ps -o args= -p $CRATON_PID_1"))
        .contains("craton.jar server")
        .doesNotContain(Files.readString(temporary.resolve("cluster").resolve("pin")));

    Matcher failover = FAILOVER.matcher(quickstart("--kill-leader"));
    assertThat(failover.find()).isTrue();
    Figures.record("quickstart --kill-leader: next write after %s ms", failover.group(1));

    String before = sourced(env, "echo $CRATON_TOKEN $CRATON_PID_1 $CRATON_PID_2 $CRATON_PID_3");
    assertThat(quickstart()).contains("The cluster runs").doesNotContain("starting node");
    assertThat(sourced(env, "echo $CRATON_TOKEN $CRATON_PID_1 $CRATON_PID_2 $CRATON_PID_3"))
        .isEqualTo(before);

    // It still runs when the script looks, and ends while the script waits for it.
    sourced(env, "kill -TERM $CRATON_PID_2");
    assertThat(quickstart()).contains("The cluster runs");
    assertThat(sourced(env, "echo $CRATON_TOKEN $CRATON_PID_1 $CRATON_PID_2 $CRATON_PID_3"))
        .isNotEqualTo(before);
    assertThat(quickstart("--status")).contains("leader").doesNotContain("stopped");
    assertThat(quickstart("--stop")).contains("stopped");
    assertThat(quickstart("--clean")).contains("deleted");
    assertThat(temporary.resolve("cluster")).doesNotExist();
  }

  @AfterEach
  void clean() {
    if (Files.exists(temporary.resolve("cluster").resolve("settings"))) {
      quickstart("--clean");
    }
  }

  private String quickstart(String... options) {
    String[] words = new String[options.length + 3];
    words[0] = SCRIPT.toString();
    words[1] = "--dir";
    words[2] = temporary.resolve("cluster").toString();
    System.arraycopy(options, 0, words, 3, options.length);
    return Program.of(words).run();
  }

  private static String sourced(Path env, String command) {
    return Program.of("bash", "-c", "source \"$0\" && " + command, env.toString()).run();
  }
}
