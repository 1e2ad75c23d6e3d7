package io.craton.vault.node.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TidyTest {
  private static final int FEWEST_FILES = 10;
  private static final Pattern EARLY_READER =
      Pattern.compile(
          """
          (?<!\\|)\\|&?(?!\\|)\\s*(?:\\{\\s*)?(?:[A-Z_]+=\\S+\\s+|sudo\\s+|command\\s+)*
          (?:
            head\\b
            |grep\\b[^|\\n]*\\s(?:-[A-Za-z]*[qlm]|--quiet|--silent|--max-count|--files-with)
            |sed\\b[^|\\n]*[\\d/;{]\\s*q\\b
            |awk\\b(?![^|\\n]*END\\s*\\{\\s*exit)[^|\\n]*\\bexit\\b
          )[^|\\n]*
          """,
          Pattern.COMMENTS);

  private static final Pattern QUOTED = Pattern.compile("'[^'\n]*'");

  private final SourceTree tree = SourceTree.find();
  private final Formatter formatter = new Formatter();

  @Test
  void everySourceIsFormatted() {
    List<String> untidy =
        sources().stream().filter(file -> !isFormatted(file)).map(tree::relative).toList();
    assertThat(untidy).as("not formatted; run scripts/format").isEmpty();
  }

  @Test
  void everyPackageIsNullMarkedAndDescribed() {
    List<String> unmarked =
        sources().stream()
            .filter(file -> file.toString().contains("/src/main/java/"))
            .map(Path::getParent)
            .distinct()
            .filter(directory -> !isMarked(directory))
            .map(tree::relative)
            .toList();
    assertThat(unmarked)
        .as("packages without a package-info.java that has @NullMarked and a paragraph")
        .isEmpty();
  }

  @Test
  void noSourceLeavesWorkForLater() {
    String marker = "TO" + "DO";
    List<String> unfinished =
        sources().stream()
            .filter(file -> tree.read(file).contains(marker))
            .map(tree::relative)
            .toList();
    assertThat(unfinished).as("files with a %s", marker).isEmpty();
  }

  @Test
  void anUnformattedSourceIsNoticed() throws FormatterException {
    String untidy = "class  A{int x;}";
    assertThat(formatter.formatSourceAndFixImports(untidy)).isNotEqualTo(untidy);
  }

  /// With `pipefail` a pipe fails when a reader leaves before its writer is done, now and then.
  @Test
  void noScriptPipesIntoAReaderThatLeavesEarly() {
    List<Path> scripts = tree.shellScripts();
    assertThat(scripts).as("scripts found").hasSizeGreaterThan(FEWEST_FILES);
    List<String> risky =
        scripts.stream()
            .flatMap(
                file -> earlyReaders(tree.read(file)).map(at -> tree.relative(file) + ": " + at))
            .toList();
    assertThat(risky).as("pipes that fail when their reader is quick").isEmpty();
  }

  @Test
  void aReaderThatLeavesEarlyIsNoticed() {
    assertThat(
            earlyReaders(
                """
                list | head --lines=1
                list |
                  LC_ALL=C grep --text --quiet word
                list | sed p | grep -q word
                list | sed '/word/q'
                list | sed 10q
                list | sed --quiet '/x/{p;q}'
                list |& sudo grep -E 'a|b' -Fq
                list | { head -1; }
                list | awk '{ print; exit }'
                """))
        .hasSize(9);
    assertThat(
            earlyReaders(
                """
                # list | head --lines=1
                list || head --lines=1 file
                list | sed --quiet 1,10p
                list | grep word || grep --quiet word file
                list | awk '$1 == x { found = 1 } END { exit !found }'
                """))
        .isEmpty();
  }

  private static Stream<String> earlyReaders(String script) {
    String code = script.replaceAll("(?m)^\\s*#.*$", "").replaceAll("(\\\\|\\|)\n\\s*", "$1 ");
    // What stands in quotes is no pipe.
    code =
        QUOTED
            .matcher(code)
            .replaceAll(text -> Matcher.quoteReplacement(text.group().replace('|', '/')));
    return EARLY_READER.matcher(code).results().map(MatchResult::group);
  }

  private List<Path> sources() {
    List<Path> files = tree.javaFiles();
    assertThat(files).as("sources found").hasSizeGreaterThan(FEWEST_FILES);
    return files;
  }

  private boolean isFormatted(Path file) {
    String source = tree.read(file);
    try {
      return formatter.formatSourceAndFixImports(source).equals(source);
    } catch (FormatterException e) {
      throw new AssertionError("cannot parse " + tree.relative(file), e);
    }
  }

  private boolean isMarked(Path directory) {
    Path info = directory.resolve("package-info.java");
    if (!Files.exists(info)) {
      return false;
    }
    String text = tree.read(info);
    return text.contains("@NullMarked") && (text.contains("///") || text.contains("/**"));
  }
}
