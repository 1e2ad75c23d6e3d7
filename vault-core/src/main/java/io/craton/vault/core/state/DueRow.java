package io.craton.vault.core.state;

import io.craton.vault.core.id.VersionId;
import java.time.Instant;

/// Something that time makes due. Ordered by time, kind, item, version.
public record DueRow(Instant at, Kind kind, VersionId version) {
  /// What is due.
  public enum Kind {
    /// The version is to be destroyed.
    DESTROY_VERSION(1);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    /// The persisted number; never changed, never reused.
    public int code() {
      return code;
    }
  }
}
