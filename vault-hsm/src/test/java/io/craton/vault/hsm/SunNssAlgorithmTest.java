package io.craton.vault.hsm;

import io.craton.vault.hsm.pkcs11.Binding;
import java.nio.file.Path;

class SunNssAlgorithmTest extends AlgorithmContract {
  @Override
  Binding binding() {
    return Binding.SUNPKCS11;
  }

  @Override
  TokenUnderTest create(Path directory) {
    return NssToken.create(directory);
  }
}
