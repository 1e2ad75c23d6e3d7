package io.craton.vault.node.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The Java sources of every module, found from the directory in which Maven runs this module's
/// tests.
final class SourceTree {
  private final Path root;

  private SourceTree(Path root) {
    this.root = root;
  }

  /// Looks upwards for the directory that holds the license and the parent pom.
  static SourceTree find() {
    Path start = Path.of("").toAbsolutePath();
    for (Path at = start; at != null; at = at.getParent()) {
      if (Files.exists(at.resolve("LICENSE")) && Files.exists(at.resolve("vault-core/pom.xml"))) {
        return new SourceTree(at);
      }
    }
    throw new IllegalStateException("no repository root above " + start);
  }

  /// Every `.java` file a person wrote, main and test, in a stable order.
  List<Path> javaFiles() {
    try (Stream<Path> modules = Files.list(root)) {
      return modules
          .map(module -> module.resolve("src"))
          .filter(Files::isDirectory)
          .flatMap(SourceTree::javaFilesBelow)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String relative(Path file) {
    return root.relativize(file).toString();
  }

  private static Stream<Path> javaFilesBelow(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
