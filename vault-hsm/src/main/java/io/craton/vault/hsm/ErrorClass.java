package io.craton.vault.hsm;

import io.craton.vault.hsm.pkcs11.Ckr;
import io.craton.vault.hsm.pkcs11.CryptokiException;

/// What a failed PKCS#11 call means for the layer: the one place that reads return values.
///
/// | class | reaction |
/// |---|---|
/// | BAD_INPUT | an answer for the caller; nothing is repaired |
/// | KEY_GONE | after three checks: the key is missing |
/// | STALE_HANDLE | look the key up again, once |
/// | NOT_LOGGED_IN | log in, new epoch, try again |
/// | SESSION_LOST | another session, try again |
/// | NO_SESSION | leave the call to the sessions that are open; check the sentinel if there are none |
/// | LIBRARY_DOWN | open the breaker, start the library again |
/// | PIN_REFUSED | refuse everything until a restart |
/// | POLICY, UNSUPPORTED | the call fails, nothing is repaired |
/// | TRANSIENT | make the object again, a few times ([Making]) |
/// | HUNG | the deadline passed inside the call; check the sentinel |
/// | FAILED | everything else: replace the session, check the sentinel |
public enum ErrorClass {
  BAD_INPUT,
  KEY_GONE,
  STALE_HANDLE,
  NOT_LOGGED_IN,
  SESSION_LOST,
  NO_SESSION,
  LIBRARY_DOWN,
  PIN_REFUSED,
  POLICY,
  UNSUPPORTED,
  TRANSIENT,
  HUNG,
  FAILED;

  /// The class of a failure, by return value and, where tokens use a value for several things, by
  /// call.
  static ErrorClass of(CryptokiException e) {
    return switch ((int) e.code()) {
      case (int) Ckr.GENERAL_ERROR, (int) Ckr.FUNCTION_FAILED -> generalError(e.call());
      case (int) Ckr.DATA_INVALID,
          (int) Ckr.DATA_LEN_RANGE,
          (int) Ckr.ENCRYPTED_DATA_INVALID,
          (int) Ckr.ENCRYPTED_DATA_LEN_RANGE,
          (int) Ckr.SIGNATURE_INVALID,
          (int) Ckr.SIGNATURE_LEN_RANGE,
          (int) Ckr.WRAPPED_KEY_INVALID,
          (int) Ckr.WRAPPED_KEY_LEN_RANGE ->
          BAD_INPUT;
      case (int) Ckr.KEY_HANDLE_INVALID, (int) Ckr.OBJECT_HANDLE_INVALID -> STALE_HANDLE;
      case (int) Ckr.USER_NOT_LOGGED_IN -> NOT_LOGGED_IN;
      case (int) Ckr.SESSION_HANDLE_INVALID,
          (int) Ckr.SESSION_CLOSED,
          (int) Ckr.OPERATION_ACTIVE,
          (int) Ckr.OPERATION_NOT_INITIALIZED ->
          SESSION_LOST;
      case (int) Ckr.SESSION_COUNT -> NO_SESSION;
      case (int) Ckr.CRYPTOKI_NOT_INITIALIZED,
          (int) Ckr.TOKEN_NOT_PRESENT,
          (int) Ckr.TOKEN_NOT_RECOGNIZED,
          (int) Ckr.SLOT_ID_INVALID,
          (int) Ckr.DEVICE_ERROR,
          (int) Ckr.DEVICE_REMOVED ->
          LIBRARY_DOWN;
      case (int) Ckr.PIN_INCORRECT,
          (int) Ckr.PIN_INVALID,
          (int) Ckr.PIN_LEN_RANGE,
          (int) Ckr.PIN_EXPIRED,
          (int) Ckr.PIN_LOCKED ->
          PIN_REFUSED;
      case (int) Ckr.KEY_FUNCTION_NOT_PERMITTED,
          (int) Ckr.KEY_UNEXTRACTABLE,
          (int) Ckr.ATTRIBUTE_SENSITIVE ->
          POLICY;
      case (int) Ckr.MECHANISM_INVALID,
          (int) Ckr.MECHANISM_PARAM_INVALID,
          (int) Ckr.DOMAIN_PARAMS_INVALID ->
          UNSUPPORTED;
      // NSS says so of an RSA ciphertext that is no number below the modulus.
      case (int) Ckr.ARGUMENTS_BAD -> takesCiphertext(e.call()) ? BAD_INPUT : UNSUPPORTED;
      case (int) Ckr.TEMPLATE_INCONSISTENT -> makesObjects(e.call()) ? TRANSIENT : UNSUPPORTED;
      default -> FAILED;
    };
  }

  /// True when the token says that it does not do such a thing, however often it is asked. Not true
  /// of what it also says when processes collide ([Making]).
  static boolean refuses(CryptokiException e) {
    return switch (of(e)) {
      case POLICY, UNSUPPORTED -> true;
      case FAILED ->
          switch ((int) e.code()) {
            case (int) Ckr.ATTRIBUTE_READ_ONLY,
                (int) Ckr.ATTRIBUTE_TYPE_INVALID,
                (int) Ckr.ATTRIBUTE_VALUE_INVALID,
                (int) Ckr.CURVE_NOT_SUPPORTED,
                (int) Ckr.FUNCTION_NOT_SUPPORTED,
                (int) Ckr.KEY_NOT_WRAPPABLE,
                (int) Ckr.KEY_SIZE_RANGE,
                (int) Ckr.KEY_TYPE_INCONSISTENT,
                (int) Ckr.TEMPLATE_INCOMPLETE,
                (int) Ckr.USER_PIN_NOT_INITIALIZED,
                (int) Ckr.USER_TYPE_INVALID ->
                true;
            default -> false;
          };
      case BAD_INPUT,
          KEY_GONE,
          STALE_HANDLE,
          NOT_LOGGED_IN,
          SESSION_LOST,
          NO_SESSION,
          LIBRARY_DOWN,
          PIN_REFUSED,
          TRANSIENT,
          HUNG ->
          false;
    };
  }

  /// SoftHSM answers a bad tag with a general error, and so do collisions of several processes.
  private static ErrorClass generalError(String call) {
    if (takesCiphertext(call)) {
      return BAD_INPUT;
    }
    return makesObjects(call) ? TRANSIENT : FAILED;
  }

  private static boolean takesCiphertext(String call) {
    return switch (call) {
      case "C_Decrypt", "C_UnwrapKey" -> true;
      default -> false;
    };
  }

  private static boolean makesObjects(String call) {
    return switch (call) {
      case "C_GenerateKey", "C_GenerateKeyPair", "C_CreateObject" -> true;
      default -> false;
    };
  }

  /// True when the failure can mean that a cached handle no longer names the key: the key was
  /// destroyed by another process, even in the middle of the operation.
  static boolean mayBeStaleHandle(CryptokiException e) {
    return switch (of(e)) {
      case STALE_HANDLE, POLICY -> true;
      case FAILED -> e.code() == Ckr.GENERAL_ERROR;
      case BAD_INPUT,
          KEY_GONE,
          NOT_LOGGED_IN,
          SESSION_LOST,
          NO_SESSION,
          LIBRARY_DOWN,
          PIN_REFUSED,
          UNSUPPORTED,
          TRANSIENT,
          HUNG ->
          false;
    };
  }
}
