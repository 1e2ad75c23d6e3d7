package io.craton.vault.node.disk;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells failures of a disk without room from others, whoever reports them: the JDK, RocksDB and
/// Ratis pass on what the system said.
public final class FullDisk {
  /// ENOSPC and EDQUOT.
  private static final List<String> SAID = List.of("No space left", "quota exceeded");

  private FullDisk() {}

  /// Whether that is what is behind it.
  public static boolean isBehind(@Nullable Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      String message = String.valueOf(at.getMessage());
      if (SAID.stream().anyMatch(message::contains)) {
        return true;
      }
    }
    return false;
  }
}
