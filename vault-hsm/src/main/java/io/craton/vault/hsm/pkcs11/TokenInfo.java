package io.craton.vault.hsm.pkcs11;

/// What a token says about itself, `CK_TOKEN_INFO`; texts without their padding.
///
/// @param serial the token's number, by which its maker knows it
/// @param firmware its version, such as 2.6
/// @param flags see the constants
public record TokenInfo(
    String label, String manufacturer, String model, String serial, String firmware, long flags) {
  /// A wrong user PIN was tried since the last right one.
  public static final long USER_PIN_COUNT_LOW = 0x10000;

  /// The next wrong user PIN locks it.
  public static final long USER_PIN_FINAL_TRY = 0x20000;

  /// The user PIN is locked.
  public static final long USER_PIN_LOCKED = 0x40000;

  /// The token has been initialised.
  public static final long TOKEN_INITIALIZED = 0x400;

  /// How many wrong user PINs are left before it is locked; later ones are fewer.
  public enum PinTries {
    /// None was tried since the last right one.
    ALL,
    /// Some were.
    FEWER,
    /// The next one locks it.
    ONE,
    /// It is locked.
    NONE
  }

  /// How many wrong user PINs are left, by whoever they were tried; as far as the token says.
  public PinTries pinTries() {
    if ((flags & USER_PIN_LOCKED) != 0) {
      return PinTries.NONE;
    }
    if ((flags & USER_PIN_FINAL_TRY) != 0) {
      return PinTries.ONE;
    }
    return (flags & USER_PIN_COUNT_LOW) != 0 ? PinTries.FEWER : PinTries.ALL;
  }

  /// Whether the token has been initialised; a slot may show one that has not.
  public boolean initialised() {
    return (flags & TOKEN_INITIALIZED) != 0;
  }
}
