package io.craton.vault.hsm.pkcs11;

import java.util.Locale;

/// A PKCS#11 call that returned something else than `CKR_OK`.
public final class CryptokiException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String call;
  private final long code;

  /// @param call the name of the PKCS#11 function
  /// @param code its return value
  public CryptokiException(String call, long code) {
    this.call = call;
    this.code = code;
  }

  /// The function and its return value; never absent.
  @Override
  public String getMessage() {
    return call + " returned " + Ckr.name(code);
  }

  /// The name of the PKCS#11 function, such as `C_Sign`.
  public String call() {
    return call;
  }

  /// The return value, one of [Ckr] or a vendor's.
  public long code() {
    return code;
  }

  static String hex(long number) {
    return String.format(Locale.ROOT, "0x%x", number);
  }
}
