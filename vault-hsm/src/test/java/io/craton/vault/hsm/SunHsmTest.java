package io.craton.vault.hsm;

import io.craton.vault.hsm.pkcs11.Binding;

class SunHsmTest extends SoftHsmContract {
  @Override
  Binding binding() {
    return Binding.SUNPKCS11;
  }
}
