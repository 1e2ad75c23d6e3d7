package io.craton.vault.node.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Files of the repository.
public final class Shipped {
  private static final Path TOP = Path.of("..").toAbsolutePath().normalize();

  private Shipped() {}

  /// Below the top of the repository.
  public static Path path(String relative) {
    return TOP.resolve(relative);
  }

  static String text(String relative) throws IOException {
    return read(relative);
  }

  /// What stands in it.
  public static String read(String relative) throws IOException {
    return Files.readString(path(relative));
  }
}
