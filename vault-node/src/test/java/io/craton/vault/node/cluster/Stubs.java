package io.craton.vault.node.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// Programs that come before those of the system for a script that is tried out, and write down how
/// they are called. Whatever a script would do to the machine goes to one of these. Not
/// thread-safe.
final class Stubs {
  private static final String CALLS = "calls";

  private final Path directory;

  /// @param directory where they are; made
  Stubs(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
  }

  /// A program of that name.
  ///
  /// @param body what it does after it has written its call down, for bash
  Stubs add(String name, String body) throws IOException {
    Path file = directory.resolve(name);
    String record = "printf '%s\\n' \"" + name + " $*\" >>'" + directory.resolve(CALLS) + "'\n";
    Files.writeString(file, "#!/usr/bin/env bash\n" + record + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return this;
  }

  /// The program that finds them on its path.
  Program program(String... words) {
    return Program.of(words).with("PATH", directory + ":" + System.getenv("PATH"));
  }

  /// The calls since the last time, with their arguments.
  List<String> calls() throws IOException {
    Path file = directory.resolve(CALLS);
    List<String> calls = Files.exists(file) ? Files.readAllLines(file) : List.of();
    Files.deleteIfExists(file);
    return calls;
  }

  /// What a program says that must not succeed.
  static String refused(Program program) {
    try {
      program.run();
    } catch (AssertionError e) {
      return String.valueOf(e.getMessage());
    }
    throw new AssertionError(program.words() + " succeeded");
  }
}
