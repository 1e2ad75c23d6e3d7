package io.craton.vault.hsm;

/// The same by watched callers, who make their calls themselves.
class FfmDirectFaultTest extends FfmFaultTest {
  @Override
  Way way() {
    return Way.DIRECT;
  }
}
