package io.craton.vault.hsm;

import io.craton.vault.hsm.pkcs11.Binding;

class SunFaultTest extends FaultContract {
  @Override
  Binding binding() {
    return Binding.SUNPKCS11;
  }
}
