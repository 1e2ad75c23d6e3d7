package io.craton.vault.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.node.command.TestShell.Ended;
import io.craton.vault.node.command.shell.Shell;
import io.craton.vault.node.exit.ExitCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Walks through all commands, so that a new one cannot be without help, without completion, or
/// with a secret among its arguments.
class CommandTreeTest {
  private static final Pattern SECRET_WORDS =
      Pattern.compile("token|secret|password|passphrase|pin|value|key|credential");

  /// Options whose names have such a word and whose values are none.
  private static final List<String> HARMLESS = List.of("--client-secret-id");

  @TempDir private Path directory;

  private List<CommandSpec> commands() {
    Ended help = new TestShell(directory).run("--help");
    assertThat(help.code()).isZero();
    List<CommandSpec> all = new ArrayList<>();
    collect(CommandLineTool.line(Shell.ofProcess()).getCommandSpec(), all);
    assertThat(all).hasSizeGreaterThan(30);
    return all;
  }

  private static void collect(CommandSpec spec, List<CommandSpec> all) {
    all.add(spec);
    spec.subcommands()
        .forEach((name, child) -> {
          assertThat(name).isEqualTo(child.getCommandSpec().name());
          collect(child.getCommandSpec(), all);
        });
  }

  @Test
  void aCommandIsReadAloneAndWhatSpeaksOfAllWithAll() {
    Shell shell = Shell.ofProcess();
    int all = CommandLineTool.line(shell).getSubcommands().size();
    assertThat(CommandLineTool.line(shell, "server", "--help").getSubcommands())
        .containsOnlyKeys("server");
    for (String word : List.of("completion", "help", "--help", "srver")) {
      assertThat(CommandLineTool.line(shell, word).getSubcommands()).as(word).hasSize(all);
    }
  }

  private static String[] words(CommandSpec spec, String last) {
    List<String> words = new ArrayList<>(List.of(spec.qualifiedName().split(" ")));
    words.removeFirst();
    words.add(last);
    return words.toArray(String[]::new);
  }

  @Test
  void everyCommandHasHelpAndEveryLeafHasExamples() {
    for (CommandSpec spec : commands()) {
      Ended help = new TestShell(directory).run(words(spec, "--help"));
      assertThat(help.code()).as(spec.qualifiedName()).isZero();
      assertThat(help.err()).as(spec.qualifiedName()).isEmpty();
      assertThat(help.out()).as(spec.qualifiedName()).contains("Usage: " + spec.qualifiedName());
      assertThat(spec.usageMessage().description()).as(spec.qualifiedName()).isNotEmpty();
      if (spec.subcommands().isEmpty() && !spec.name().equals("help")) {
        assertThat(help.out()).as(spec.qualifiedName()).contains("Examples:\n  ");
      }
      for (ArgSpec argument : spec.args()) {
        assertThat(argument.description())
            .as(spec.qualifiedName() + " " + argument.paramLabel())
            .isNotEmpty();
      }
    }
  }

  @Test
  void everyCommandAndExitCodeIsInTheDocumentation() throws Exception {
    String commands = Files.readString(Path.of("..", "docs", "command-line.md"));
    for (CommandSpec spec : commands()) {
      if (spec.subcommands().isEmpty()) {
        assertThat(commands).contains("| `" + spec.qualifiedName() + "` |");
      }
    }
    String codes = Files.readString(Path.of("..", "docs", "configuration.md"));
    for (ExitCode code : ExitCode.values()) {
      assertThat(codes).contains("| " + code.code() + " | " + code.label() + " |");
    }
  }

  @Test
  void noOptionTakesASecret() {
    for (CommandSpec spec : commands()) {
      for (OptionSpec option : spec.options()) {
        String name = option.longestName();
        boolean suspicious = SECRET_WORDS.matcher(name.toLowerCase(Locale.ROOT)).find();
        if (suspicious && option.arity().max() > 0 && !HARMLESS.contains(name)) {
          assertThat(option.type())
              .as(spec.qualifiedName() + " " + name + " takes the name of a file")
              .isEqualTo(Path.class);
        }
      }
    }
  }

  @Test
  void topicsListEveryCommand() {
    String help = new TestShell(directory).run("--help").out();
    assertThat(help).contains("Keys and secrets:", "Cluster:", "Node:").doesNotContain("More:");
    for (CommandSpec spec : commands()) {
      if (spec.qualifiedName().split(" ").length == 2) {
        assertThat(help.lines()).anyMatch(line -> line.strip().startsWith(spec.name() + " "));
      }
    }
    List<String> commands =
        commands().stream()
            .filter(spec -> spec.qualifiedName().split(" ").length == 2)
            .map(CommandSpec::name)
            .toList();
    assertThat(HelpText.TOPICS.values().stream().flatMap(List::stream))
        .containsExactlyInAnyOrderElementsOf(commands);
  }

  @Test
  void wrongCommandLineSaysWhatIsWrongInTwoLines() {
    Ended ended = new TestShell(directory).run("item", "gett", "x");
    assertThat(ended.code()).isEqualTo(64);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).contains("gett").contains("Did you mean").contains("craton item");
    assertThat(new TestShell(directory).run().code()).isEqualTo(64);
    assertThat(new TestShell(directory).run("item").err()).contains("a command is missing");
  }

  @Test
  void completionKnowsEveryCommandAndOption() throws Exception {
    String script = new TestShell(directory).run("completion", "bash").out();
    for (CommandSpec spec : commands()) {
      assertThat(script).contains(spec.name());
      for (OptionSpec option : spec.options()) {
        assertThat(script).as(spec.qualifiedName()).contains(option.longestName());
      }
    }
    Path file = Files.writeString(directory.resolve("completion"), script);
    assertThat(completed(file, "craton item sta")).contains("state");
    assertThat(completed(file, "craton item state --t")).contains("--to");
    assertThat(completed(file, "craton item state --to sus")).contains("suspended");
    assertThat(new TestShell(directory).run("completion", "zsh").out()).contains("bashcompinit");
    assertThat(new TestShell(directory).run("completion", "fish").code()).isEqualTo(64);
  }

  /// What bash offers after those words.
  private static String completed(Path script, String line) throws Exception {
    String program =
        """
        source "$1"
        COMP_WORDS=($2) COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        COMP_LINE="$2" COMP_POINT=${#2}
        _complete_craton
        printf '%s\\n' "${COMPREPLY[@]}"
        """;
    Process bash =
        new ProcessBuilder("bash", "-c", program, "bash", script.toString(), line)
            .redirectErrorStream(true)
            .start();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(said).isZero();
    return said;
  }
}
