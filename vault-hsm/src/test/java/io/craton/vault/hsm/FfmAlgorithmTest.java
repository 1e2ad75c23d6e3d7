package io.craton.vault.hsm;

import io.craton.vault.hsm.pkcs11.Binding;

class FfmAlgorithmTest extends AlgorithmContract {
  @Override
  Binding binding() {
    return Binding.FFM;
  }
}
