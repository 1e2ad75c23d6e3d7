package io.craton.vault.node.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/// Gives every command `--help`, and the list of commands its topics.
final class HelpText {
  /// Where a command stands in the list; a new one that is not here comes last.
  static final Map<String, List<String>> TOPICS = topics();

  private static final String OTHERS = "More";
  private static final int WIDEST = 100;

  private HelpText() {}

  private static Map<String, List<String>> topics() {
    Map<String, List<String>> topics = new LinkedHashMap<>();
    topics.put("Keys and secrets", List.of("item"));
    topics.put("Access", List.of("token"));
    topics.put("Cluster", List.of("bootstrap", "cluster", "backup", "kek"));
    topics.put("Node", List.of("server", "config", "hsm", "drain"));
    topics.put("The program itself", List.of("completion", "version", "help"));
    return topics;
  }

  /// @param columns of the terminal
  static void complete(CommandLine root, int columns) {
    root.setUsageHelpWidth(Math.min(columns, WIDEST));
    addHelp(root.getCommandSpec());
    UsageMessageSpec usage = root.getCommandSpec().usageMessage();
    usage.commandListHeading("");
    root.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, HelpText::list);
  }

  private static void addHelp(CommandSpec spec) {
    if (spec.findOption("--help") == null) {
      spec.addOption(
          OptionSpec.builder("-h", "--help")
              .usageHelp(true)
              .description("Shows this help.")
              .build());
    }
    spec.usageMessage().sortOptions(false).abbreviateSynopsis(true);
    for (CommandLine child : spec.subcommands().values()) {
      addHelp(child.getCommandSpec());
    }
  }

  private static String list(Help help) {
    Map<String, Help> left = new LinkedHashMap<>(help.subcommands());
    StringBuilder text = new StringBuilder();
    TOPICS.forEach((topic, names) -> {
      List<Help> commands = new ArrayList<>();
      for (String name : names) {
        Help command = left.remove(name);
        if (command != null) {
          commands.add(command);
        }
      }
      append(text, topic, commands, help);
    });
    append(text, OTHERS, List.copyOf(left.values()), help);
    return text.toString();
  }

  /// The header of those that have one, as picocli's own; else the first line of the description.
  private static String summary(UsageMessageSpec usage) {
    return Stream.of(usage.header(), usage.description())
        .flatMap(Arrays::stream)
        .findFirst()
        .orElse("");
  }

  private static void append(StringBuilder text, String topic, List<Help> commands, Help help) {
    if (commands.isEmpty()) {
      return;
    }
    Map<String, String> rows = new LinkedHashMap<>();
    for (Help command : commands) {
      rows.put("  " + command.commandSpec().name(), summary(command.commandSpec().usageMessage()));
    }
    text.append(System.lineSeparator()).append(topic).append(':').append(System.lineSeparator());
    text.append(help.createTextTable(rows));
  }
}
