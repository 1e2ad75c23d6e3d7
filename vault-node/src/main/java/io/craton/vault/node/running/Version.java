package io.craton.vault.node.running;

import java.util.Optional;

/// Which Craton this is.
public final class Version {
  private Version() {}

  /// The release, from the jar's manifest; `development` when it does not run from the jar.
  public static String text() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
