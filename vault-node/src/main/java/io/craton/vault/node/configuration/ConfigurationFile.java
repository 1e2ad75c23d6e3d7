package io.craton.vault.node.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// Reads the YAML file into texts by key name. Nesting and dots in a name mean the same.
final class ConfigurationFile {
  private final List<String> problems;
  private final Map<String, String> texts = new LinkedHashMap<>();
  private final String source;

  private ConfigurationFile(String source, List<String> problems) {
    this.source = source;
    this.problems = problems;
  }

  static Map<String, String> read(Path file, List<String> problems) {
    ConfigurationFile reader = new ConfigurationFile(file.toString(), problems);
    try {
      reader.readRoot(YamlText.read(Files.readString(file)));
    } catch (NoSuchFileException e) {
      problems.add(file + ": no such file; name the configuration with --config");
    } catch (CharacterCodingException e) {
      problems.add(file + ": not in UTF-8");
    } catch (IOException e) {
      problems.add(file + ": cannot be read: " + oneLine(e));
    }
    return reader.texts;
  }

  private void readRoot(JsonNode root) {
    if (root.isObject()) {
      readObject("", root);
    } else if (!root.isMissingNode() && !root.isNull()) {
      problems.add(source + ": expected keys and values");
    }
  }

  private void readObject(String prefix, JsonNode object) {
    object.properties().forEach(entry -> readValue(prefix + entry.getKey(), entry.getValue()));
  }

  private void readValue(String name, JsonNode node) {
    if (node.isNull()) {
      return;
    }
    if (node.isObject()) {
      readObject(name + ".", node);
      return;
    }
    if (texts.put(name, text(node)) != null) {
      problems.add(source + ": " + name + " is there twice");
    }
  }

  /// A list of plain values becomes their texts with commas, a list of anything else JSON, which is
  /// YAML in flow style: the forms that overrides use.
  private static String text(JsonNode node) {
    if (!node.isArray()) {
      return node.asText();
    }
    boolean plain = StreamSupport.stream(node.spliterator(), false).allMatch(JsonNode::isTextual);
    return plain
        ? StreamSupport.stream(node.spliterator(), false)
            .map(JsonNode::asText)
            .collect(Collectors.joining(","))
        : node.toString();
  }

  /// The first line: a parser's message goes on with an excerpt of the file.
  private static String oneLine(IOException cause) {
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }
}
