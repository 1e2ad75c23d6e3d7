package io.craton.vault.hsm;

import io.craton.vault.hsm.pkcs11.Binding;

class FfmCryptokiTest extends CryptokiContract {
  @Override
  Binding binding() {
    return Binding.FFM;
  }
}
