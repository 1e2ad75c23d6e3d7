package io.craton.vault.hsm;

import io.craton.vault.hsm.pkcs11.Binding;
import java.nio.file.Path;

class SunNssHsmTest extends HsmContract {
  @Override
  Binding binding() {
    return Binding.SUNPKCS11;
  }

  @Override
  TokenUnderTest create(Path directory) {
    return NssToken.create(directory);
  }
}
