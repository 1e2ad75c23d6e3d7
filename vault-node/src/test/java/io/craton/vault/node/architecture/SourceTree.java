package io.craton.vault.node.architecture;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The Java sources of every module and the shell scripts, found from the directory in which Maven
/// runs this module's tests.
final class SourceTree {
  private static final int LONGEST_FIRST_LINE = 128;

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

  /// Every shell script outside the modules, in a stable order.
  List<Path> shellScripts() {
    return Stream.of("scripts", "deploy", ".ci")
        .map(root::resolve)
        .flatMap(SourceTree::filesBelow)
        .filter(SourceTree::isShell)
        .sorted()
        .toList();
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

  private static boolean isShell(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      String start = new String(in.readNBytes(LONGEST_FIRST_LINE), StandardCharsets.ISO_8859_1);
      String first = start.lines().findFirst().orElse("");
      return file.toString().endsWith(".sh") || first.matches("#!.*[/ ](ba)?sh");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> javaFilesBelow(Path directory) {
    return filesBelow(directory).filter(file -> file.toString().endsWith(".java"));
  }

  private static Stream<Path> filesBelow(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
