package io.craton.vault.hsm;

import io.craton.vault.hsm.pkcs11.Binding;
import java.nio.file.Path;

class FfmNssAlgorithmTest extends AlgorithmContract {
  @Override
  Binding binding() {
    return Binding.FFM;
  }

  @Override
  TokenUnderTest create(Path directory) {
    return NssToken.create(directory);
  }
}
