package io.craton.vault.hsm;

import io.craton.vault.hsm.pkcs11.Binding;
import java.nio.file.Path;

class FfmAlgorithmTest extends AlgorithmContract {
  @Override
  Binding binding() {
    return Binding.FFM;
  }

  @Override
  TokenUnderTest create(Path directory) {
    return TestToken.create(directory);
  }
}
