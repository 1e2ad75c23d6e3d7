package io.craton.vault.hsm;

/// The same by watched callers, who make their calls themselves.
class SunDirectFaultTest extends SunFaultTest {
  @Override
  Way way() {
    return Way.DIRECT;
  }
}
