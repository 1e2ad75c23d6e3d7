package io.craton.vault.node.files;

import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Keeps files that anybody may change from deciding anything: whoever changes the configuration,
/// an authority or a library decides whom the node believes and what it runs.
public final class Writability {
  private Writability() {}

  /// Requires that not everybody on the machine may write to the file. A group may: that is the
  /// usual `umask` of systems where each user has a group. A file that is not there is for its
  /// reader to report.
  ///
  /// @param key what names the file, for messages
  /// @throws StartFailure with `INSECURE_PERMISSIONS`
  public static void requireOwn(String key, Path file) throws StartFailure {
    Set<PosixFilePermission> rights;
    try {
      rights = Files.getPosixFilePermissions(file);
    } catch (IOException e) {
      return;
    }
    if (rights.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new StartFailure(
          ExitCode.INSECURE_PERMISSIONS,
          key
              + ": everybody may write to "
              + file
              + " ("
              + PosixFilePermissions.toString(rights)
              + "); run: chmod o-w "
              + file);
    }
  }
}
