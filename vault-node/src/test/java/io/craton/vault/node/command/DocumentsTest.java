package io.craton.vault.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.node.command.shell.Shell;
import io.craton.vault.node.deploy.Shipped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// What documents tell people to type or to follow is there.
class DocumentsTest {
  private static final Pattern FENCED = Pattern.compile("(?ms)^ *```[a-z]*\\n(.*?)^ *```$");
  private static final Pattern SPAN = Pattern.compile("(?<!`)`([^`\\n]+)`(?!`)");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

  /// A call of the program up to what ends it, but not the name of the user, group or unit.
  private static final Pattern CALL =
      Pattern.compile("(?<![\\w./=-])(?<!-u )craton ([a-z][^|;&)#\\n]*)");

  private static final Pattern SCRIPT = Pattern.compile("(?<![\\w/.-])scripts/[a-z/.-]*[a-z]");
  private static final Pattern OPTION = Pattern.compile("(?<!\\S)--[a-z][a-z-]*");

  /// Words after the program's name in sentences about users and units.
  private static final Pattern NO_CALL = Pattern.compile("(sh|env|craton)\\b.*");

  /// The scripts that have options in common.
  private static final String ROLLING = "scripts/ops/rolling-";

  /// Where the calls of the program's options end: what is passed on, or belongs to a script.
  private static final String PASSED_ON = " -- ";

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    for (String name : List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md")) {
      documents.add(Shipped.path(name));
    }
    try (Stream<Path> found = Files.walk(Shipped.path("docs"))) {
      found.filter(path -> path.toString().endsWith(".md")).forEach(documents::add);
    }
    assertThat(documents).hasSizeGreaterThan(40);
    return documents;
  }

  @Test
  void everyLinkLeadsToAFileAndAHeading() throws IOException {
    List<String> dead = new ArrayList<>();
    int links = 0;
    for (Path document : documents()) {
      Matcher link = LINK.matcher(withoutCode(Files.readString(document)));
      while (link.find()) {
        if (!link.group(1).contains("://")) {
          links++;
          if (!leadsSomewhere(document, link.group(1))) {
            dead.add(document + ": " + link.group(1));
          }
        }
      }
    }
    assertThat(dead).isEmpty();
    assertThat(links).isGreaterThan(100);
  }

  private static boolean leadsSomewhere(Path document, String target) throws IOException {
    String[] parts = target.split("#", 2);
    Path file = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]).normalize();
    return Files.exists(file)
        && (parts.length == 1 || anchors(Files.readString(file)).contains(parts[1]));
  }

  /// As GitHub makes them of headings.
  private static Set<String> anchors(String text) {
    Set<String> anchors = new TreeSet<>();
    Matcher heading = HEADING.matcher(FENCED.matcher(text).replaceAll(""));
    while (heading.find()) {
      anchors.add(
          heading
              .group(1)
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N} _-]", "")
              .replace(' ', '-'));
    }
    return anchors;
  }

  private static String withoutCode(String text) {
    return SPAN.matcher(FENCED.matcher(text).replaceAll("")).replaceAll("");
  }

  @Test
  void everyCallOfTheProgramIsOneThatItTakes() throws IOException {
    CommandSpec program = CommandLineTool.line(Shell.ofProcess()).getCommandSpec();
    List<String> wrong = new ArrayList<>();
    int calls = 0;
    for (Path document : documents()) {
      for (String code : code(Files.readString(document))) {
        Matcher call = CALL.matcher(code);
        while (call.find()) {
          String words = call.group(1).split(PASSED_ON, 2)[0];
          if (!NO_CALL.matcher(words).matches()) {
            calls++;
            objection(program, words).ifPresent(why -> wrong.add(document + ": " + why));
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(calls).isGreaterThan(100);
  }

  private static Optional<String> objection(CommandSpec program, String words) {
    CommandSpec at = program;
    boolean known = false;
    for (String word : words.split("[\\s'\"]+", -1)) {
      CommandLine child = at.subcommands().get(word);
      if (child == null) {
        break;
      }
      at = child.getCommandSpec();
      known = true;
    }
    if (!known) {
      return Optional.of("no command: craton " + words);
    }
    Matcher option = OPTION.matcher(words.replaceAll("['\"]", " "));
    while (option.find()) {
      boolean taken = at.findOption(option.group()) != null || option.group().equals("--help");
      if (!taken) {
        return Optional.of(at.qualifiedName() + " takes no " + option.group());
      }
    }
    return Optional.empty();
  }

  @Test
  void everyScriptIsThereAndTakesTheOptionsItIsGiven() throws IOException {
    List<String> wrong = new ArrayList<>();
    int named = 0;
    for (Path document : documents()) {
      for (String code : code(Files.readString(document))) {
        Matcher script = SCRIPT.matcher(code);
        while (script.find()) {
          named++;
          if (!Files.exists(Shipped.path(script.group()))) {
            wrong.add(document + ": there is no " + script.group());
          } else if (script.group().startsWith("scripts/ops/")) {
            requireOptions(script.group(), rest(code, script.end()), document, wrong);
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(named).isGreaterThan(20);
  }

  /// The arguments of the call that goes on there; what stands in quotes belongs to other programs.
  private static String rest(String code, int from) {
    String line = code.substring(from).split("\\n", 2)[0];
    return line.replaceAll("'[^']*'", "").split(PASSED_ON, 2)[0];
  }

  private static void requireOptions(
      String script, String arguments, Path document, List<String> wrong) throws IOException {
    if (Files.isDirectory(Shipped.path(script))) {
      return;
    }
    String common = script.startsWith(ROLLING) ? Shipped.read("scripts/lib/opsnodes.sh") : "";
    String known = Shipped.read(script) + common;
    Matcher option = OPTION.matcher(arguments);
    while (option.find()) {
      // Not as the beginning of another one.
      boolean taken =
          Pattern.compile(Pattern.quote(option.group()) + "(?![a-z-])").matcher(known).find();
      if (!taken) {
        wrong.add(document + ": " + script + " takes no " + option.group());
      }
    }
  }

  /// Everything that is shown as code, with continued lines in one.
  private static List<String> code(String text) {
    List<String> code = new ArrayList<>();
    Matcher fenced = FENCED.matcher(text);
    while (fenced.find()) {
      code.add(fenced.group(1).replaceAll("\\\\\\n\\s*", " "));
    }
    Matcher span = SPAN.matcher(FENCED.matcher(text).replaceAll(""));
    while (span.find()) {
      code.add(span.group(1));
    }
    return code;
  }
}
