package io.craton.vault.hsm.pkcs11;

import io.craton.vault.core.bytes.SecretBytes;

/// One PKCS#11 library, one method a call (PKCS #11 v2.40 base specification §5). Each throws
/// [CryptokiException] with the exact return value when that is not `CKR_OK`.
///
/// Threading is the library's: calls of different sessions may run at once; a session must be used
/// by one thread at a time and by the *same* thread between an `…Init` and the call that ends the
/// operation; [#closeSession] and [#finalizeLibrary] must not overlap with a call they cut off. A
/// violation can crash the process. A call may take arbitrarily long.
public interface Cryptoki {
  /// `CKS_RW_USER_FUNCTIONS`: the state of a session after login.
  long STATE_LOGGED_IN = 3;

  /// `C_Initialize` with `CKF_OS_LOCKING_OK`.
  void initialize() throws CryptokiException;

  /// `C_Finalize`: ends all sessions; handle numbers start again afterwards and may then mean
  /// another object.
  void finalizeLibrary() throws CryptokiException;

  /// `C_GetSlotList`, slots with a token only.
  long[] slots() throws CryptokiException;

  /// `C_GetTokenInfo`.
  TokenInfo tokenInfo(long slot) throws CryptokiException;

  /// `C_GetMechanismInfo`.
  MechanismInfo mechanismInfo(long slot, long mechanism) throws CryptokiException;

  /// `C_OpenSession`, read and write.
  long openSession(long slot) throws CryptokiException;

  /// `C_CloseSession`.
  void closeSession(long session) throws CryptokiException;

  /// The state in the answer of `C_GetSessionInfo`.
  long sessionState(long session) throws CryptokiException;

  /// `C_Login` as user, for all sessions of this process. A wrong PIN counts in the token.
  void login(long session, SecretBytes pin) throws CryptokiException;

  /// `C_Logout`, for all sessions of this process; private object handles become void.
  void logout(long session) throws CryptokiException;

  /// `C_CreateObject`; returns the handle.
  long createObject(long session, Template template) throws CryptokiException;

  /// `C_DestroyObject`.
  void destroyObject(long session, long object) throws CryptokiException;

  /// `C_GetAttributeValue` for one attribute.
  byte[] attribute(long session, long object, long type) throws CryptokiException;

  /// `C_FindObjectsInit`.
  void findObjectsInit(long session, Template template) throws CryptokiException;

  /// `C_FindObjects`; at most `max` handles, fewer at the end.
  long[] findObjects(long session, int max) throws CryptokiException;

  /// `C_FindObjectsFinal`.
  void findObjectsFinal(long session) throws CryptokiException;

  /// `C_EncryptInit`.
  void encryptInit(long session, Mechanism mechanism, long key) throws CryptokiException;

  /// `C_Encrypt`, in one part; a nonce that the token chose is then in the mechanism's parameter.
  ///
  /// @param maxBytes an upper bound of the length of the ciphertext
  /// @param headBytes how many zeros to put before it, so that a header needs no copy of it
  byte[] encrypt(long session, byte[] data, int maxBytes, int headBytes) throws CryptokiException;

  /// `C_DecryptInit`.
  void decryptInit(long session, Mechanism mechanism, long key) throws CryptokiException;

  /// `C_Decrypt`, in one part; the result is at most as long as the input.
  byte[] decrypt(long session, byte[] encryptedData) throws CryptokiException;

  /// `C_SignInit`.
  void signInit(long session, Mechanism mechanism, long key) throws CryptokiException;

  /// `C_Sign`, in one part.
  ///
  /// @param maxBytes an upper bound of the length of the signature
  byte[] sign(long session, byte[] data, int maxBytes) throws CryptokiException;

  /// `C_VerifyInit`.
  void verifyInit(long session, Mechanism mechanism, long key) throws CryptokiException;

  /// `C_Verify`, in one part; a signature that is not valid is an exception with
  /// [Ckr#SIGNATURE_INVALID] or [Ckr#SIGNATURE_LEN_RANGE].
  void verify(long session, byte[] data, byte[] signature) throws CryptokiException;

  /// `C_GenerateKey`; returns the handle.
  long generateKey(long session, Mechanism mechanism, Template template) throws CryptokiException;

  /// `C_GenerateKeyPair`.
  KeyPairHandles generateKeyPair(
      long session, Mechanism mechanism, Template publicTemplate, Template privateTemplate)
      throws CryptokiException;

  /// `C_WrapKey`.
  ///
  /// @param maxBytes an upper bound of the length of the wrapped key
  byte[] wrapKey(long session, Mechanism mechanism, long wrappingKey, long key, int maxBytes)
      throws CryptokiException;

  /// `C_GenerateRandom`.
  byte[] random(long session, int count) throws CryptokiException;

  /// The handles of a new key pair.
  record KeyPairHandles(long publicKey, long privateKey) {}
}
