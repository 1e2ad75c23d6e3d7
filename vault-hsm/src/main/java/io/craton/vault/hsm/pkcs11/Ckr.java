package io.craton.vault.hsm.pkcs11;

import java.util.Map;

/// Return values, PKCS #11 v2.40 base specification §5.1.
public final class Ckr {
  public static final long OK = 0x0;
  public static final long HOST_MEMORY = 0x2;
  public static final long SLOT_ID_INVALID = 0x3;
  public static final long GENERAL_ERROR = 0x5;
  public static final long FUNCTION_FAILED = 0x6;
  public static final long ARGUMENTS_BAD = 0x7;
  public static final long ATTRIBUTE_READ_ONLY = 0x10;
  public static final long ATTRIBUTE_SENSITIVE = 0x11;
  public static final long ATTRIBUTE_TYPE_INVALID = 0x12;
  public static final long ATTRIBUTE_VALUE_INVALID = 0x13;
  public static final long DATA_INVALID = 0x20;
  public static final long DATA_LEN_RANGE = 0x21;
  public static final long DEVICE_ERROR = 0x30;
  public static final long DEVICE_MEMORY = 0x31;
  public static final long DEVICE_REMOVED = 0x32;
  public static final long FUNCTION_NOT_SUPPORTED = 0x54;
  public static final long ENCRYPTED_DATA_INVALID = 0x40;
  public static final long ENCRYPTED_DATA_LEN_RANGE = 0x41;
  public static final long KEY_HANDLE_INVALID = 0x60;
  public static final long KEY_SIZE_RANGE = 0x62;
  public static final long KEY_TYPE_INCONSISTENT = 0x63;
  public static final long KEY_FUNCTION_NOT_PERMITTED = 0x68;
  public static final long KEY_NOT_WRAPPABLE = 0x69;
  public static final long KEY_UNEXTRACTABLE = 0x6a;
  public static final long MECHANISM_INVALID = 0x70;
  public static final long MECHANISM_PARAM_INVALID = 0x71;
  public static final long OBJECT_HANDLE_INVALID = 0x82;
  public static final long OPERATION_ACTIVE = 0x90;
  public static final long OPERATION_NOT_INITIALIZED = 0x91;
  public static final long PIN_INCORRECT = 0xa0;
  public static final long PIN_INVALID = 0xa1;
  public static final long PIN_LEN_RANGE = 0xa2;
  public static final long PIN_EXPIRED = 0xa3;
  public static final long PIN_LOCKED = 0xa4;
  public static final long SESSION_CLOSED = 0xb0;
  public static final long SESSION_COUNT = 0xb1;
  public static final long SESSION_HANDLE_INVALID = 0xb3;
  public static final long SIGNATURE_INVALID = 0xc0;
  public static final long SIGNATURE_LEN_RANGE = 0xc1;
  public static final long TEMPLATE_INCOMPLETE = 0xd0;
  public static final long TEMPLATE_INCONSISTENT = 0xd1;
  public static final long TOKEN_NOT_PRESENT = 0xe0;
  public static final long TOKEN_NOT_RECOGNIZED = 0xe1;
  public static final long USER_ALREADY_LOGGED_IN = 0x100;
  public static final long USER_NOT_LOGGED_IN = 0x101;
  public static final long USER_PIN_NOT_INITIALIZED = 0x102;
  public static final long USER_TYPE_INVALID = 0x103;
  public static final long WRAPPED_KEY_INVALID = 0x110;
  public static final long WRAPPED_KEY_LEN_RANGE = 0x112;
  public static final long DOMAIN_PARAMS_INVALID = 0x130;
  public static final long CURVE_NOT_SUPPORTED = 0x140;
  public static final long BUFFER_TOO_SMALL = 0x150;
  public static final long CRYPTOKI_NOT_INITIALIZED = 0x190;
  public static final long CRYPTOKI_ALREADY_INITIALIZED = 0x191;

  private static final Map<Long, String> NAMES =
      Map.ofEntries(
          Map.entry(OK, "CKR_OK"),
          Map.entry(HOST_MEMORY, "CKR_HOST_MEMORY"),
          Map.entry(SLOT_ID_INVALID, "CKR_SLOT_ID_INVALID"),
          Map.entry(GENERAL_ERROR, "CKR_GENERAL_ERROR"),
          Map.entry(FUNCTION_FAILED, "CKR_FUNCTION_FAILED"),
          Map.entry(ARGUMENTS_BAD, "CKR_ARGUMENTS_BAD"),
          Map.entry(ATTRIBUTE_READ_ONLY, "CKR_ATTRIBUTE_READ_ONLY"),
          Map.entry(ATTRIBUTE_SENSITIVE, "CKR_ATTRIBUTE_SENSITIVE"),
          Map.entry(ATTRIBUTE_TYPE_INVALID, "CKR_ATTRIBUTE_TYPE_INVALID"),
          Map.entry(ATTRIBUTE_VALUE_INVALID, "CKR_ATTRIBUTE_VALUE_INVALID"),
          Map.entry(DATA_INVALID, "CKR_DATA_INVALID"),
          Map.entry(DATA_LEN_RANGE, "CKR_DATA_LEN_RANGE"),
          Map.entry(DEVICE_ERROR, "CKR_DEVICE_ERROR"),
          Map.entry(DEVICE_MEMORY, "CKR_DEVICE_MEMORY"),
          Map.entry(DEVICE_REMOVED, "CKR_DEVICE_REMOVED"),
          Map.entry(FUNCTION_NOT_SUPPORTED, "CKR_FUNCTION_NOT_SUPPORTED"),
          Map.entry(ENCRYPTED_DATA_INVALID, "CKR_ENCRYPTED_DATA_INVALID"),
          Map.entry(ENCRYPTED_DATA_LEN_RANGE, "CKR_ENCRYPTED_DATA_LEN_RANGE"),
          Map.entry(KEY_HANDLE_INVALID, "CKR_KEY_HANDLE_INVALID"),
          Map.entry(KEY_SIZE_RANGE, "CKR_KEY_SIZE_RANGE"),
          Map.entry(KEY_TYPE_INCONSISTENT, "CKR_KEY_TYPE_INCONSISTENT"),
          Map.entry(KEY_FUNCTION_NOT_PERMITTED, "CKR_KEY_FUNCTION_NOT_PERMITTED"),
          Map.entry(KEY_NOT_WRAPPABLE, "CKR_KEY_NOT_WRAPPABLE"),
          Map.entry(KEY_UNEXTRACTABLE, "CKR_KEY_UNEXTRACTABLE"),
          Map.entry(MECHANISM_INVALID, "CKR_MECHANISM_INVALID"),
          Map.entry(MECHANISM_PARAM_INVALID, "CKR_MECHANISM_PARAM_INVALID"),
          Map.entry(OBJECT_HANDLE_INVALID, "CKR_OBJECT_HANDLE_INVALID"),
          Map.entry(OPERATION_ACTIVE, "CKR_OPERATION_ACTIVE"),
          Map.entry(OPERATION_NOT_INITIALIZED, "CKR_OPERATION_NOT_INITIALIZED"),
          Map.entry(PIN_INCORRECT, "CKR_PIN_INCORRECT"),
          Map.entry(PIN_INVALID, "CKR_PIN_INVALID"),
          Map.entry(PIN_LEN_RANGE, "CKR_PIN_LEN_RANGE"),
          Map.entry(PIN_EXPIRED, "CKR_PIN_EXPIRED"),
          Map.entry(PIN_LOCKED, "CKR_PIN_LOCKED"),
          Map.entry(SESSION_CLOSED, "CKR_SESSION_CLOSED"),
          Map.entry(SESSION_COUNT, "CKR_SESSION_COUNT"),
          Map.entry(SESSION_HANDLE_INVALID, "CKR_SESSION_HANDLE_INVALID"),
          Map.entry(SIGNATURE_INVALID, "CKR_SIGNATURE_INVALID"),
          Map.entry(SIGNATURE_LEN_RANGE, "CKR_SIGNATURE_LEN_RANGE"),
          Map.entry(TEMPLATE_INCOMPLETE, "CKR_TEMPLATE_INCOMPLETE"),
          Map.entry(TEMPLATE_INCONSISTENT, "CKR_TEMPLATE_INCONSISTENT"),
          Map.entry(TOKEN_NOT_PRESENT, "CKR_TOKEN_NOT_PRESENT"),
          Map.entry(TOKEN_NOT_RECOGNIZED, "CKR_TOKEN_NOT_RECOGNIZED"),
          Map.entry(USER_ALREADY_LOGGED_IN, "CKR_USER_ALREADY_LOGGED_IN"),
          Map.entry(USER_NOT_LOGGED_IN, "CKR_USER_NOT_LOGGED_IN"),
          Map.entry(USER_PIN_NOT_INITIALIZED, "CKR_USER_PIN_NOT_INITIALIZED"),
          Map.entry(USER_TYPE_INVALID, "CKR_USER_TYPE_INVALID"),
          Map.entry(WRAPPED_KEY_INVALID, "CKR_WRAPPED_KEY_INVALID"),
          Map.entry(WRAPPED_KEY_LEN_RANGE, "CKR_WRAPPED_KEY_LEN_RANGE"),
          Map.entry(DOMAIN_PARAMS_INVALID, "CKR_DOMAIN_PARAMS_INVALID"),
          Map.entry(CURVE_NOT_SUPPORTED, "CKR_CURVE_NOT_SUPPORTED"),
          Map.entry(BUFFER_TOO_SMALL, "CKR_BUFFER_TOO_SMALL"),
          Map.entry(CRYPTOKI_NOT_INITIALIZED, "CKR_CRYPTOKI_NOT_INITIALIZED"),
          Map.entry(CRYPTOKI_ALREADY_INITIALIZED, "CKR_CRYPTOKI_ALREADY_INITIALIZED"));

  private Ckr() {}

  /// The name of the specification with the number, or the number alone.
  public static String name(long code) {
    String name = NAMES.get(code);
    return name == null
        ? CryptokiException.hex(code)
        : name + " (" + CryptokiException.hex(code) + ")";
  }
}
