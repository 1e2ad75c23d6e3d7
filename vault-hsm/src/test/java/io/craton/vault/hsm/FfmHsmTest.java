package io.craton.vault.hsm;

import io.craton.vault.hsm.pkcs11.Binding;

class FfmHsmTest extends SoftHsmContract {
  @Override
  Binding binding() {
    return Binding.FFM;
  }
}
