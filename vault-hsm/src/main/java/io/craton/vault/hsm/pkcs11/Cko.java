package io.craton.vault.hsm.pkcs11;

/// Object classes, PKCS #11 v2.40 base specification §4.
public final class Cko {
  public static final long PUBLIC_KEY = 0x2;
  public static final long PRIVATE_KEY = 0x3;
  public static final long SECRET_KEY = 0x4;

  private Cko() {}
}
