package io.craton.vault.http.admin;

import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import java.io.IOException;
import java.io.OutputStream;

/// Backups of a node's state. Thread-safe.
@FunctionalInterface
public interface BackupSource {
  /// Begins a backup of the state as it is now or later: everything acknowledged before the call is
  /// in it. The caller closes it, and there is no other one until then.
  ///
  /// @throws Unavailable when this node cannot make one now, or makes one already
  Begun begin(Deadline deadline) throws Unavailable;

  /// A backup that has been begun.
  interface Begun extends AutoCloseable {
    /// Writes the archive.
    ///
    /// @throws IOException when the archive is not whole, for whatever reason
    void writeTo(OutputStream out) throws IOException;

    /// Removes what it took on the disk.
    @Override
    void close();
  }
}
