package io.craton.vault.node.files;

import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/// Who may do what with a file.
final class Ownership {
  /// Rights of nobody but the owner, for a directory.
  static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwx------");

  /// Rights of nobody but the owner, for a file.
  static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

  private Ownership() {}

  /// Requires that group and others have no right to it; a link counts as what it points to.
  static void requirePrivate(String key, Path path) throws IOException, StartFailure {
    Set<PosixFilePermission> rights = Files.getPosixFilePermissions(path);
    Set<PosixFilePermission> foreign = EnumSet.noneOf(PosixFilePermission.class);
    foreign.addAll(rights);
    foreign.removeAll(DIRECTORY);
    if (!foreign.isEmpty()) {
      throw new StartFailure(
          ExitCode.INSECURE_PERMISSIONS,
          key
              + ": "
              + path
              + " is open to others ("
              + PosixFilePermissions.toString(rights)
              + "); run: chmod go-rwx "
              + path);
    }
  }
}
