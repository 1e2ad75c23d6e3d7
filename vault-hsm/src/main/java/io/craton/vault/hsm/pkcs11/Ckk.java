package io.craton.vault.hsm.pkcs11;

/// Key types, PKCS #11 v2.40 base specification §4, and v3.0 for Edwards curves.
public final class Ckk {
  public static final long RSA = 0x0;
  public static final long EC = 0x3;
  public static final long GENERIC_SECRET = 0x10;
  public static final long AES = 0x1f;
  public static final long EC_EDWARDS = 0x40;

  private Ckk() {}
}
