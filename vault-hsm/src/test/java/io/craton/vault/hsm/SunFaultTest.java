package io.craton.vault.hsm;

import io.craton.vault.hsm.pkcs11.Binding;

/// By watched callers only, as requests call: the two ways differ above the binding, where the
/// tests of the other one compare them.
class SunFaultTest extends FaultContract {
  @Override
  Binding binding() {
    return Binding.SUNPKCS11;
  }

  @Override
  Way way() {
    return Way.DIRECT;
  }
}
