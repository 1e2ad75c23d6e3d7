package io.craton.vault.hsm.pkcs11;

import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.hsm.pkcs11.Binding.LibraryNotLoadable;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import sun.security.pkcs11.wrapper.CK_ATTRIBUTE;
import sun.security.pkcs11.wrapper.CK_C_INITIALIZE_ARGS;
import sun.security.pkcs11.wrapper.CK_GCM_PARAMS;
import sun.security.pkcs11.wrapper.CK_MECHANISM;
import sun.security.pkcs11.wrapper.CK_MECHANISM_INFO;
import sun.security.pkcs11.wrapper.CK_RSA_PKCS_PSS_PARAMS;
import sun.security.pkcs11.wrapper.CK_TOKEN_INFO;
import sun.security.pkcs11.wrapper.PKCS11;
import sun.security.pkcs11.wrapper.PKCS11Exception;

/// The binding over the wrapper inside the JDK's SunPKCS11. A nonce chosen by the token does not
/// come back through it, so it serves tokens that take the caller's nonce. `C_Initialize` is not
/// public there and is reached through a method handle, which needs `--add-opens`.
final class SunCryptoki implements Cryptoki {
  private static final long OS_LOCKING_OK = 0x2;
  private static final long RW_SERIAL_SESSION = 0x2 | 0x4;
  private static final long USER = 1;

  private final PKCS11 library;
  private final MethodHandle initialize;
  private final String arguments;

  private SunCryptoki(PKCS11 library, MethodHandle initialize, String arguments) {
    this.library = library;
    this.initialize = initialize;
    this.arguments = arguments;
  }

  static Cryptoki load(Path path, String arguments) throws LibraryNotLoadable {
    try {
      MethodHandle initialize =
          MethodHandles.privateLookupIn(PKCS11.class, MethodHandles.lookup())
              .findVirtual(
                  PKCS11.class, "C_Initialize", MethodType.methodType(void.class, Object.class));
      PKCS11 library =
          PKCS11.getInstance(
              path.toString(), "C_GetFunctionList", initializeArguments(arguments), true);
      return new SunCryptoki(library, initialize, arguments);
    } catch (IOException | PKCS11Exception | ReflectiveOperationException e) {
      throw new LibraryNotLoadable(path, e);
    } catch (IllegalAccessError e) {
      throw new LibraryNotLoadable(path, e);
    }
  }

  private static CK_C_INITIALIZE_ARGS initializeArguments(String arguments) {
    CK_C_INITIALIZE_ARGS structure = new CK_C_INITIALIZE_ARGS();
    structure.flags = OS_LOCKING_OK;
    if (!arguments.isEmpty()) {
      structure.pReserved = arguments;
    }
    return structure;
  }

  private static CryptokiException failed(String call, PKCS11Exception e) {
    return new CryptokiException(call, e.getErrorCode());
  }

  @Override
  public void initialize() throws CryptokiException {
    try {
      initialize.invoke(library, (Object) initializeArguments(arguments));
    } catch (PKCS11Exception e) {
      throw failed("C_Initialize", e);
    } catch (Throwable t) {
      throw new IllegalStateException("C_Initialize cannot be called", t);
    }
  }

  @Override
  public void finalizeLibrary() throws CryptokiException {
    run("C_Finalize", () -> library.C_Finalize(null));
  }

  @Override
  public long[] slots() throws CryptokiException {
    return get("C_GetSlotList", () -> library.C_GetSlotList(true));
  }

  @Override
  public TokenInfo tokenInfo(long slot) throws CryptokiException {
    CK_TOKEN_INFO info = get("C_GetTokenInfo", () -> library.C_GetTokenInfo(slot));
    return new TokenInfo(
        String.valueOf(info.label).strip(),
        String.valueOf(info.manufacturerID).strip(),
        String.valueOf(info.model).strip(),
        String.valueOf(info.serialNumber).strip(),
        Byte.toUnsignedInt(info.firmwareVersion.major)
            + "."
            + Byte.toUnsignedInt(info.firmwareVersion.minor),
        info.flags);
  }

  @Override
  public MechanismInfo mechanismInfo(long slot, long mechanism) throws CryptokiException {
    CK_MECHANISM_INFO info =
        get("C_GetMechanismInfo", () -> library.C_GetMechanismInfo(slot, mechanism));
    return new MechanismInfo(info.ulMinKeySize, info.ulMaxKeySize, info.flags);
  }

  @Override
  public long openSession(long slot) throws CryptokiException {
    return get("C_OpenSession", () -> library.C_OpenSession(slot, RW_SERIAL_SESSION, null, null));
  }

  @Override
  public void closeSession(long session) throws CryptokiException {
    run("C_CloseSession", () -> library.C_CloseSession(session));
  }

  @Override
  public long sessionState(long session) throws CryptokiException {
    return get("C_GetSessionInfo", () -> library.C_GetSessionInfo(session).state);
  }

  /// The wrapper casts each character to a byte, so the characters are the bytes of the PIN.
  @Override
  public void login(long session, SecretBytes pin) throws CryptokiException {
    byte[] content = pin.toArray();
    char[] characters = new char[content.length];
    for (int i = 0; i < content.length; i++) {
      characters[i] = (char) (content[i] & 0xff);
    }
    try {
      run("C_Login", () -> library.C_Login(session, USER, characters));
    } finally {
      Arrays.fill(content, (byte) 0);
      Arrays.fill(characters, '\0');
    }
  }

  @Override
  public void logout(long session) throws CryptokiException {
    run("C_Logout", () -> library.C_Logout(session));
  }

  @Override
  public long createObject(long session, Template template) throws CryptokiException {
    return get("C_CreateObject", () -> library.C_CreateObject(session, attributes(template)));
  }

  @Override
  public void destroyObject(long session, long object) throws CryptokiException {
    run("C_DestroyObject", () -> library.C_DestroyObject(session, object));
  }

  @Override
  public byte[] attribute(long session, long object, long type) throws CryptokiException {
    CK_ATTRIBUTE[] attributes = {new CK_ATTRIBUTE(type)};
    run("C_GetAttributeValue", () -> library.C_GetAttributeValue(session, object, attributes));
    return switch (attributes[0].pValue) {
      case null -> new byte[0];
      case byte[] bytes -> bytes;
      case Boolean flag -> Template.encode(flag);
      case Long number -> Template.encode(number);
      case char[] text -> new String(text).getBytes(StandardCharsets.UTF_8);
      default ->
          throw new IllegalStateException(
              "attribute " + type + " came as " + attributes[0].pValue.getClass());
    };
  }

  @Override
  public void findObjectsInit(long session, Template template) throws CryptokiException {
    run("C_FindObjectsInit", () -> library.C_FindObjectsInit(session, attributes(template)));
  }

  @Override
  public long[] findObjects(long session, int max) throws CryptokiException {
    return get("C_FindObjects", () -> library.C_FindObjects(session, max));
  }

  @Override
  public void findObjectsFinal(long session) throws CryptokiException {
    run("C_FindObjectsFinal", () -> library.C_FindObjectsFinal(session));
  }

  @Override
  public void encryptInit(long session, Mechanism mechanism, long key) throws CryptokiException {
    CK_MECHANISM wrapped = mechanism(mechanism);
    if (mechanism.parameter() instanceof Mechanism.Gcm) {
      run("C_EncryptInit", () -> library.C_GCMEncryptInitWithRetry(session, wrapped, key, true));
    } else {
      run("C_EncryptInit", () -> library.C_EncryptInit(session, wrapped, key));
    }
  }

  @Override
  public byte[] encrypt(long session, byte[] data, int maxBytes, int headBytes)
      throws CryptokiException {
    byte[] out = new byte[headBytes + maxBytes];
    int length =
        get(
            "C_Encrypt",
            () -> library.C_Encrypt(session, 0, data, 0, data.length, 0, out, headBytes, maxBytes));
    return length == maxBytes ? out : Arrays.copyOf(out, headBytes + length);
  }

  @Override
  public void decryptInit(long session, Mechanism mechanism, long key) throws CryptokiException {
    CK_MECHANISM wrapped = mechanism(mechanism);
    if (mechanism.parameter() instanceof Mechanism.Gcm) {
      run("C_DecryptInit", () -> library.C_GCMDecryptInitWithRetry(session, wrapped, key, true));
    } else {
      run("C_DecryptInit", () -> library.C_DecryptInit(session, wrapped, key));
    }
  }

  @Override
  public byte[] decrypt(long session, byte[] encryptedData) throws CryptokiException {
    byte[] in = encryptedData;
    byte[] out = new byte[in.length];
    int length =
        get(
            "C_Decrypt",
            () -> library.C_Decrypt(session, 0, in, 0, in.length, 0, out, 0, out.length));
    byte[] result = Arrays.copyOf(out, length);
    Arrays.fill(out, (byte) 0);
    return result;
  }

  @Override
  public void signInit(long session, Mechanism mechanism, long key) throws CryptokiException {
    CK_MECHANISM wrapped = mechanism(mechanism);
    run("C_SignInit", () -> library.C_SignInit(session, wrapped, key));
  }

  @Override
  public byte[] sign(long session, byte[] data, int maxBytes) throws CryptokiException {
    return get("C_Sign", () -> library.C_Sign(session, data));
  }

  @Override
  public void verifyInit(long session, Mechanism mechanism, long key) throws CryptokiException {
    CK_MECHANISM wrapped = mechanism(mechanism);
    run("C_VerifyInit", () -> library.C_VerifyInit(session, wrapped, key));
  }

  @Override
  public void verify(long session, byte[] data, byte[] signature) throws CryptokiException {
    run("C_Verify", () -> library.C_Verify(session, data, signature));
  }

  @Override
  public long generateKey(long session, Mechanism mechanism, Template template)
      throws CryptokiException {
    CK_MECHANISM wrapped = mechanism(mechanism);
    return get(
        "C_GenerateKey", () -> library.C_GenerateKey(session, wrapped, attributes(template)));
  }

  @Override
  public KeyPairHandles generateKeyPair(
      long session, Mechanism mechanism, Template publicTemplate, Template privateTemplate)
      throws CryptokiException {
    CK_MECHANISM wrapped = mechanism(mechanism);
    CK_ATTRIBUTE[] publicKey = attributes(publicTemplate);
    CK_ATTRIBUTE[] privateKey = attributes(privateTemplate);
    long[] handles =
        get(
            "C_GenerateKeyPair",
            () -> library.C_GenerateKeyPair(session, wrapped, publicKey, privateKey));
    return new KeyPairHandles(handles[0], handles[1]);
  }

  @Override
  public byte[] wrapKey(long session, Mechanism mechanism, long wrappingKey, long key, int maxBytes)
      throws CryptokiException {
    CK_MECHANISM wrapped = mechanism(mechanism);
    return get("C_WrapKey", () -> library.C_WrapKey(session, wrapped, wrappingKey, key));
  }

  @Override
  public byte[] random(long session, int count) throws CryptokiException {
    byte[] bytes = new byte[count];
    run("C_GenerateRandom", () -> library.C_GenerateRandom(session, bytes));
    return bytes;
  }

  private static CK_MECHANISM mechanism(Mechanism mechanism) {
    return switch (mechanism.parameter()) {
      case Mechanism.None none -> new CK_MECHANISM(mechanism.type());
      case Mechanism.Iv(byte[] iv) -> new CK_MECHANISM(mechanism.type(), iv);
      case Mechanism.Pss pss -> pss(mechanism.type(), pss);
      case Mechanism.Gcm gcm ->
          new CK_MECHANISM(
              mechanism.type(),
              new CK_GCM_PARAMS(gcm.tagBits(), gcm.nonce(), gcm.associatedData()));
    };
  }

  private static CK_MECHANISM pss(long type, Mechanism.Pss pss) {
    String hash = hashName(pss.hashMechanism());
    CK_MECHANISM mechanism = new CK_MECHANISM(type);
    mechanism.setParameter(
        new CK_RSA_PKCS_PSS_PARAMS(hash, "MGF1", hash, Math.toIntExact(pss.saltBytes())));
    return mechanism;
  }

  private static String hashName(long hashMechanism) {
    if (hashMechanism == Ckm.SHA_1) {
      return "SHA-1";
    } else if (hashMechanism == Ckm.SHA256) {
      return "SHA-256";
    } else if (hashMechanism == Ckm.SHA384) {
      return "SHA-384";
    } else if (hashMechanism == Ckm.SHA512) {
      return "SHA-512";
    }
    throw new IllegalArgumentException("no hash " + CryptokiException.hex(hashMechanism));
  }

  private static CK_ATTRIBUTE[] attributes(Template template) {
    CK_ATTRIBUTE[] attributes = new CK_ATTRIBUTE[template.size()];
    for (int i = 0; i < attributes.length; i++) {
      attributes[i] = new CK_ATTRIBUTE(template.type(i), template.value(i));
    }
    return attributes;
  }

  private static void run(String name, Call call) throws CryptokiException {
    try {
      call.run();
    } catch (PKCS11Exception e) {
      throw failed(name, e);
    }
  }

  private static <T> T get(String name, Query<T> query) throws CryptokiException {
    try {
      return query.get();
    } catch (PKCS11Exception e) {
      throw failed(name, e);
    }
  }

  private interface Call {
    void run() throws PKCS11Exception;
  }

  private interface Query<T> {
    T get() throws PKCS11Exception;
  }
}
