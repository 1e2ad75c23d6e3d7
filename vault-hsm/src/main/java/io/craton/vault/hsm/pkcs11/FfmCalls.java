package io.craton.vault.hsm.pkcs11;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Arrays;

/// The function list of one library and the downcalls to it. `CK_ULONG`, `CK_BBOOL` and pointers
/// all travel as 64-bit integers: the calling conventions of Linux and macOS put them into the same
/// registers, so that one handle for each number of arguments serves all functions. The handles are
/// constants, which lets the JIT inline them; the function's address is an argument.
///
/// The caller keeps the memory behind an address alive until the call returns.
@SuppressWarnings("restricted")
final class FfmCalls {
  private static final int FUNCTIONS = 68;
  private static final int FIRST_FUNCTION = 8;

  private static final MethodHandle CALL_1 = handle(1);
  private static final MethodHandle CALL_2 = handle(2);
  private static final MethodHandle CALL_3 = handle(3);
  private static final MethodHandle CALL_4 = handle(4);
  private static final MethodHandle CALL_5 = handle(5);
  private static final MethodHandle CALL_6 = handle(6);
  private static final MethodHandle CALL_8 = handle(8);

  private final MemorySegment[] functions;

  private FfmCalls(MemorySegment[] functions) {
    this.functions = functions;
  }

  /// @throws IllegalArgumentException when the file is no loadable library
  /// @throws IllegalStateException when it is no PKCS#11 library
  static FfmCalls load(Path library) {
    MemorySegment getFunctionList =
        SymbolLookup.libraryLookup(library, Arena.global())
            .find("C_GetFunctionList")
            .orElseThrow(() -> new IllegalStateException("it has no C_GetFunctionList"));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(ADDRESS);
      long code = call(getFunctionList, out.address());
      if (code != Ckr.OK) {
        throw new IllegalStateException("C_GetFunctionList returned " + Ckr.name(code));
      }
      long size = FIRST_FUNCTION + (long) FUNCTIONS * ADDRESS.byteSize();
      MemorySegment list = out.get(ADDRESS, 0).reinterpret(size);
      MemorySegment[] functions = new MemorySegment[FUNCTIONS];
      for (int i = 0; i < FUNCTIONS; i++) {
        functions[i] = list.get(ADDRESS, FIRST_FUNCTION + i * ADDRESS.byteSize());
      }
      return new FfmCalls(functions);
    }
  }

  private static MethodHandle handle(int arguments) {
    MemoryLayout[] layouts = new MemoryLayout[arguments];
    Arrays.fill(layouts, JAVA_LONG);
    return Linker.nativeLinker().downcallHandle(FunctionDescriptor.of(JAVA_LONG, layouts));
  }

  private static long call(MemorySegment function, long a) {
    try {
      return (long) CALL_1.invokeExact(function, a);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  void call(Function function, long a) throws CryptokiException {
    check(function, call(address(function), a));
  }

  void call(Function function, long a, long b) throws CryptokiException {
    long code;
    try {
      code = (long) CALL_2.invokeExact(address(function), a, b);
    } catch (Throwable t) {
      throw impossible(t);
    }
    check(function, code);
  }

  void call(Function function, long a, long b, long c) throws CryptokiException {
    long code;
    try {
      code = (long) CALL_3.invokeExact(address(function), a, b, c);
    } catch (Throwable t) {
      throw impossible(t);
    }
    check(function, code);
  }

  void call(Function function, long a, long b, long c, long d) throws CryptokiException {
    long code;
    try {
      code = (long) CALL_4.invokeExact(address(function), a, b, c, d);
    } catch (Throwable t) {
      throw impossible(t);
    }
    check(function, code);
  }

  void call(Function function, long a, long b, long c, long d, long e) throws CryptokiException {
    long code;
    try {
      code = (long) CALL_5.invokeExact(address(function), a, b, c, d, e);
    } catch (Throwable t) {
      throw impossible(t);
    }
    check(function, code);
  }

  void call(Function function, long a, long b, long c, long d, long e, long f)
      throws CryptokiException {
    long code;
    try {
      code = (long) CALL_6.invokeExact(address(function), a, b, c, d, e, f);
    } catch (Throwable t) {
      throw impossible(t);
    }
    check(function, code);
  }

  void call(Function function, long a, long b, long c, long d, long e, long f, long g, long h)
      throws CryptokiException {
    long code;
    try {
      code = (long) CALL_8.invokeExact(address(function), a, b, c, d, e, f, g, h);
    } catch (Throwable t) {
      throw impossible(t);
    }
    check(function, code);
  }

  private MemorySegment address(Function function) {
    return functions[function.index];
  }

  private static void check(Function function, long code) throws CryptokiException {
    if (code != Ckr.OK) {
      throw new CryptokiException(function.call, code);
    }
  }

  /// A downcall throws only what the JVM throws at any call (no memory, no stack).
  private static RuntimeException impossible(Throwable t) {
    if (t instanceof Error error) {
      throw error;
    }
    return new IllegalStateException("a native call failed before it reached the library", t);
  }

  /// Positions in `CK_FUNCTION_LIST`, PKCS #11 v2.40 base specification §3.6.
  enum Function {
    INITIALIZE(0, "C_Initialize"),
    FINALIZE(1, "C_Finalize"),
    GET_SLOT_LIST(4, "C_GetSlotList"),
    GET_TOKEN_INFO(6, "C_GetTokenInfo"),
    GET_MECHANISM_INFO(8, "C_GetMechanismInfo"),
    OPEN_SESSION(12, "C_OpenSession"),
    CLOSE_SESSION(13, "C_CloseSession"),
    GET_SESSION_INFO(15, "C_GetSessionInfo"),
    LOGIN(18, "C_Login"),
    LOGOUT(19, "C_Logout"),
    CREATE_OBJECT(20, "C_CreateObject"),
    DESTROY_OBJECT(22, "C_DestroyObject"),
    GET_ATTRIBUTE_VALUE(24, "C_GetAttributeValue"),
    FIND_OBJECTS_INIT(26, "C_FindObjectsInit"),
    FIND_OBJECTS(27, "C_FindObjects"),
    FIND_OBJECTS_FINAL(28, "C_FindObjectsFinal"),
    ENCRYPT_INIT(29, "C_EncryptInit"),
    ENCRYPT(30, "C_Encrypt"),
    DECRYPT_INIT(33, "C_DecryptInit"),
    DECRYPT(34, "C_Decrypt"),
    SIGN_INIT(42, "C_SignInit"),
    SIGN(43, "C_Sign"),
    VERIFY_INIT(48, "C_VerifyInit"),
    VERIFY(49, "C_Verify"),
    GENERATE_KEY(58, "C_GenerateKey"),
    GENERATE_KEY_PAIR(59, "C_GenerateKeyPair"),
    WRAP_KEY(60, "C_WrapKey"),
    GENERATE_RANDOM(64, "C_GenerateRandom");

    private final int index;
    private final String call;

    Function(int index, String call) {
      this.index = index;
      this.call = call;
    }
  }
}
