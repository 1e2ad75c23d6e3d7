package io.craton.vault.node.configuration;

import java.util.Locale;

/// The ways to call the PKCS#11 library.
public enum HsmBinding {
  /// By `java.lang.foreign`.
  FFM,
  /// By the wrapper inside the JDK's own provider.
  SUNPKCS11;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
