package io.craton.vault.hsm.pkcs11;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.hsm.pkcs11.Binding.LibraryNotLoadable;
import io.craton.vault.hsm.pkcs11.FfmCalls.Function;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/// The binding over `java.lang.foreign`, for 64-bit Linux and macOS. Calls are not marked critical:
/// a slow token would hold up the garbage collector. Thread-safe as far as [Cryptoki] says; buffers
/// belong to the calling thread, which should be a platform thread that makes many calls: each has
/// about 6 KiB, and up to 192 KiB after long messages.
final class FfmCryptoki implements Cryptoki {
  private static final long OS_LOCKING_OK = 0x2;
  private static final long RW_SERIAL_SESSION = 0x2 | 0x4;
  private static final long USER = 1;
  private static final int MAX_SLOTS = 64;
  private static final long LENGTH = 16;

  private static final int INITIALIZE_ARGS_BYTES = 56;

  private final FfmCalls calls;
  private final String arguments;
  private final ThreadLocal<FfmMemory> memories = ThreadLocal.withInitial(FfmMemory::new);

  private FfmCryptoki(FfmCalls calls, String arguments) {
    this.calls = calls;
    this.arguments = arguments;
  }

  static Cryptoki load(Path library, String arguments) throws LibraryNotLoadable {
    try {
      return new FfmCryptoki(FfmCalls.load(library), arguments);
    } catch (IllegalArgumentException | IllegalStateException | IllegalCallerException e) {
      throw new LibraryNotLoadable(library, e);
    }
  }

  /// The structure of the standard has 48 bytes; that of NSS has another pointer behind them.
  @Override
  public void initialize() throws CryptokiException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment structure = arena.allocate(INITIALIZE_ARGS_BYTES, Long.BYTES);
      structure.set(JAVA_LONG, 32, OS_LOCKING_OK);
      if (!arguments.isEmpty()) {
        structure.set(JAVA_LONG, 40, arena.allocateFrom(arguments).address());
      }
      calls.call(Function.INITIALIZE, structure.address());
    }
  }

  @Override
  public void finalizeLibrary() throws CryptokiException {
    calls.call(Function.FINALIZE, 0);
  }

  @Override
  public long[] slots() throws CryptokiException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment slots = arena.allocate(JAVA_LONG, MAX_SLOTS);
      MemorySegment count = arena.allocateFrom(JAVA_LONG, MAX_SLOTS);
      calls.call(Function.GET_SLOT_LIST, 1, slots.address(), count.address());
      return slots.asSlice(0, count.get(JAVA_LONG, 0) * Long.BYTES).toArray(JAVA_LONG);
    }
  }

  @Override
  public TokenInfo tokenInfo(long slot) throws CryptokiException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(256, Long.BYTES);
      calls.call(Function.GET_TOKEN_INFO, slot, info.address());
      return new TokenInfo(
          text(info, 0, 32),
          text(info, 32, 32),
          text(info, 64, 16),
          text(info, 80, 16),
          Byte.toUnsignedInt(info.get(JAVA_BYTE, 186))
              + "."
              + Byte.toUnsignedInt(info.get(JAVA_BYTE, 187)),
          info.get(JAVA_LONG, 96));
    }
  }

  private static String text(MemorySegment info, long from, long bytes) {
    byte[] content = info.asSlice(from, bytes).toArray(JAVA_BYTE);
    return new String(content, StandardCharsets.UTF_8).strip();
  }

  @Override
  public MechanismInfo mechanismInfo(long slot, long mechanism) throws CryptokiException {
    FfmMemory memory = memories.get();
    long info = memory.number(0, 0);
    calls.call(Function.GET_MECHANISM_INFO, slot, mechanism, info);
    return new MechanismInfo(memory.number(0), memory.number(1), memory.number(2));
  }

  @Override
  public long openSession(long slot) throws CryptokiException {
    FfmMemory memory = memories.get();
    calls.call(Function.OPEN_SESSION, slot, RW_SERIAL_SESSION, 0, 0, memory.number(0, 0));
    return memory.number(0);
  }

  @Override
  public void closeSession(long session) throws CryptokiException {
    calls.call(Function.CLOSE_SESSION, session);
  }

  @Override
  public long sessionState(long session) throws CryptokiException {
    FfmMemory memory = memories.get();
    calls.call(Function.GET_SESSION_INFO, session, memory.number(0, 0));
    return memory.number(1);
  }

  @Override
  public void login(long session, SecretBytes pin) throws CryptokiException {
    byte[] content = pin.toArray();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment copy = arena.allocate(Math.max(1, content.length));
      MemorySegment.copy(content, 0, copy, JAVA_BYTE, 0, content.length);
      try {
        calls.call(Function.LOGIN, session, USER, copy.address(), content.length);
      } finally {
        copy.fill((byte) 0);
      }
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  @Override
  public void logout(long session) throws CryptokiException {
    calls.call(Function.LOGOUT, session);
  }

  @Override
  public long createObject(long session, Template template) throws CryptokiException {
    FfmMemory memory = memories.get();
    try (Arena arena = Arena.ofConfined()) {
      // The template may hold a key.
      MemorySegment attributes = FfmMemory.attributes(arena, template);
      try {
        calls.call(
            Function.CREATE_OBJECT,
            session,
            attributes.address(),
            template.size(),
            memory.number(0, 0));
        return memory.number(0);
      } finally {
        attributes.fill((byte) 0);
      }
    }
  }

  @Override
  public void destroyObject(long session, long object) throws CryptokiException {
    calls.call(Function.DESTROY_OBJECT, session, object);
  }

  @Override
  public byte[] attribute(long session, long object, long type) throws CryptokiException {
    // Asks for the length first: NSS wants a buffer of just that length for a number.
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = arena.allocate(FfmMemory.ATTRIBUTE_BYTES, Long.BYTES);
      attribute.set(JAVA_LONG, 0, type);
      calls.call(Function.GET_ATTRIBUTE_VALUE, session, object, attribute.address(), 1);
      long length = attribute.get(JAVA_LONG, LENGTH);
      MemorySegment value = arena.allocate(Math.max(1, length), Long.BYTES);
      attribute.set(JAVA_LONG, 8, value.address());
      calls.call(Function.GET_ATTRIBUTE_VALUE, session, object, attribute.address(), 1);
      return value.asSlice(0, attribute.get(JAVA_LONG, LENGTH)).toArray(JAVA_BYTE);
    }
  }

  @Override
  public void findObjectsInit(long session, Template template) throws CryptokiException {
    try (Arena arena = Arena.ofConfined()) {
      long attributes = FfmMemory.attributes(arena, template).address();
      calls.call(Function.FIND_OBJECTS_INIT, session, attributes, template.size());
    }
  }

  @Override
  public long[] findObjects(long session, int max) throws CryptokiException {
    FfmMemory memory = memories.get();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment handles = arena.allocate(JAVA_LONG, max);
      calls.call(Function.FIND_OBJECTS, session, handles.address(), max, memory.number(0, 0));
      return handles.asSlice(0, memory.number(0) * Long.BYTES).toArray(JAVA_LONG);
    }
  }

  @Override
  public void findObjectsFinal(long session) throws CryptokiException {
    calls.call(Function.FIND_OBJECTS_FINAL, session);
  }

  @Override
  public void encryptInit(long session, Mechanism mechanism, long key) throws CryptokiException {
    calls.call(Function.ENCRYPT_INIT, session, memories.get().mechanism(mechanism), key);
  }

  @Override
  public byte[] encrypt(long session, byte[] data, int maxBytes, int headBytes)
      throws CryptokiException {
    return transform(Function.ENCRYPT, session, data, maxBytes, headBytes);
  }

  @Override
  public void decryptInit(long session, Mechanism mechanism, long key) throws CryptokiException {
    calls.call(Function.DECRYPT_INIT, session, memories.get().mechanism(mechanism), key);
  }

  @Override
  public byte[] decrypt(long session, byte[] encryptedData) throws CryptokiException {
    return transform(Function.DECRYPT, session, encryptedData, encryptedData.length, 0);
  }

  @Override
  public void signInit(long session, Mechanism mechanism, long key) throws CryptokiException {
    calls.call(Function.SIGN_INIT, session, memories.get().mechanism(mechanism), key);
  }

  @Override
  public byte[] sign(long session, byte[] data, int maxBytes) throws CryptokiException {
    return transform(Function.SIGN, session, data, maxBytes, 0);
  }

  /// Input and output may be secrets, so both buffers are zeroes again when this returns.
  private byte[] transform(
      Function function, long session, byte[] data, int maxBytes, int headBytes)
      throws CryptokiException {
    FfmMemory memory = memories.get();
    long in = memory.input(data);
    long out = memory.output(maxBytes);
    long length = memory.number(0, memory.outputBytes());
    try {
      calls.call(function, session, in, data.length, out, length);
      memory.readNonceBack();
      return memory.output(memory.number(0), headBytes);
    } finally {
      memory.clear(data.length, maxBytes);
    }
  }

  @Override
  public void verifyInit(long session, Mechanism mechanism, long key) throws CryptokiException {
    calls.call(Function.VERIFY_INIT, session, memories.get().mechanism(mechanism), key);
  }

  @Override
  public void verify(long session, byte[] data, byte[] signature) throws CryptokiException {
    FfmMemory memory = memories.get();
    long in = memory.input(data);
    long extra = memory.extraInput(signature);
    try {
      calls.call(Function.VERIFY, session, in, data.length, extra, signature.length);
    } finally {
      memory.clear(data.length, 0);
    }
  }

  @Override
  public long generateKey(long session, Mechanism mechanism, Template template)
      throws CryptokiException {
    FfmMemory memory = memories.get();
    try (Arena arena = Arena.ofConfined()) {
      long attributes = FfmMemory.attributes(arena, template).address();
      long type = memory.mechanism(mechanism);
      long count = template.size();
      calls.call(Function.GENERATE_KEY, session, type, attributes, count, memory.number(0, 0));
      return memory.number(0);
    }
  }

  @Override
  public KeyPairHandles generateKeyPair(
      long session, Mechanism mechanism, Template publicTemplate, Template privateTemplate)
      throws CryptokiException {
    FfmMemory memory = memories.get();
    try (Arena arena = Arena.ofConfined()) {
      calls.call(
          Function.GENERATE_KEY_PAIR,
          session,
          memory.mechanism(mechanism),
          FfmMemory.attributes(arena, publicTemplate).address(),
          publicTemplate.size(),
          FfmMemory.attributes(arena, privateTemplate).address(),
          privateTemplate.size(),
          memory.number(0, 0),
          memory.number(1, 0));
      return new KeyPairHandles(memory.number(0), memory.number(1));
    }
  }

  @Override
  public byte[] wrapKey(long session, Mechanism mechanism, long wrappingKey, long key, int maxBytes)
      throws CryptokiException {
    FfmMemory memory = memories.get();
    long type = memory.mechanism(mechanism);
    long out = memory.output(maxBytes);
    long length = memory.number(0, memory.outputBytes());
    try {
      calls.call(Function.WRAP_KEY, session, type, wrappingKey, key, out, length);
      return memory.output(memory.number(0), 0);
    } finally {
      memory.clear(0, maxBytes);
    }
  }

  @Override
  public byte[] random(long session, int count) throws CryptokiException {
    FfmMemory memory = memories.get();
    try {
      calls.call(Function.GENERATE_RANDOM, session, memory.output(count), count);
      return memory.output(count, 0);
    } finally {
      memory.clear(0, count);
    }
  }
}
