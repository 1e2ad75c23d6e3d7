package io.craton.vault.hsm;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.hsm.pkcs11.Binding;
import java.util.Set;

/// A fresh token on which the contracts are run.
interface TokenUnderTest {
  /// How to open it, with short times.
  HsmConfig config(Binding binding);

  /// What it cannot do. Everything else it must do.
  Set<Algorithm> lacks();
}
