package io.craton.vault.hsm;

import io.craton.vault.hsm.pkcs11.Binding;

class FfmFaultTest extends FaultContract {
  @Override
  Binding binding() {
    return Binding.FFM;
  }
}
