package io.craton.vault.node.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {
  private static final Path DOCS = Path.of("..", "docs");

  @Test
  void everyKeyIsInTheCatalogue() {
    List<String> constants =
        Arrays.stream(Keys.class.getDeclaredFields())
            .filter(field -> field.getType() == Key.class)
            .map(KeysTest::name)
            .toList();

    assertThat(Keys.ALL).extracting(Key::name).doesNotHaveDuplicates().containsAll(constants);
  }

  @Test
  void everyDefaultIsOfItsKind() {
    assertThat(Keys.ALL)
        .filteredOn(key -> key.fallback().isPresent())
        .allMatch(key -> key.kind().read(key.fallback().orElseThrow()).isPresent());
  }

  @Test
  void theExampleHasEveryKeyAndNoOther() {
    List<String> problems = new ArrayList<>();
    Map<String, String> texts =
        ConfigurationFile.read(DOCS.resolve("craton.example.yaml"), problems);

    assertThat(problems).isEmpty();
    assertThat(texts.keySet())
        .containsExactlyInAnyOrderElementsOf(Keys.ALL.stream().map(Key::name).toList());
  }

  @Test
  void theExampleIsGoodAndShowsTheDefaults() throws Exception {
    Path file = DOCS.resolve("craton.example.yaml");
    Map<String, String> texts = ConfigurationFile.read(file, new ArrayList<>());

    assertThat(Configuration.load(file, Map.of(), List.of()).node().name()).isEqualTo("node-1");
    for (Key<?> key : Keys.ALL) {
      key.fallback().ifPresent(fallback -> assertThat(texts).containsEntry(key.name(), fallback));
    }
  }

  @Test
  void theDocumentationHasEveryKeyWithItsDefault() throws IOException {
    List<String> rows =
        Files.readString(DOCS.resolve("configuration.md"))
            .lines()
            .filter(line -> line.startsWith("| `"))
            .toList();

    for (Key<?> key : Keys.ALL) {
      String wanted =
          key.required() ? "required" : key.fallback().map(text -> "`" + text + "`").orElse("");
      assertThat(rows)
          .contains("| `" + key.name() + "` | " + wanted + " | " + key.description() + " |");
    }
  }

  @Test
  void everyExampleInADocumentHasKeysThatThereAre(@TempDir Path directory) throws IOException {
    Set<String> names = Keys.ALL.stream().map(Key::name).collect(Collectors.toSet());
    Pattern example = Pattern.compile("(?ms)^ *```yaml\\n([a-z-]+):\\n(.*?)^ *```$");
    int examples = 0;
    try (Stream<Path> documents = Files.walk(DOCS)) {
      for (Path document : documents.filter(path -> path.toString().endsWith(".md")).toList()) {
        Matcher found = example.matcher(Files.readString(document));
        while (found.find()) {
          String top = found.group(1);
          if (names.stream().anyMatch(name -> name.startsWith(top + "."))) {
            Path file = directory.resolve("example.yaml");
            Files.writeString(file, top + ":\n" + found.group(2));
            List<String> problems = new ArrayList<>();
            assertThat(names)
                .as(document.toString())
                .containsAll(ConfigurationFile.read(file, problems).keySet());
            assertThat(problems).isEmpty();
            examples++;
          }
        }
      }
    }
    assertThat(examples).isPositive();
  }

  private static String name(Field field) {
    try {
      return ((Key<?>) field.get(null)).name();
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
