package io.craton.vault.hsm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.hsm.pkcs11.Binding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;

/// A fresh database of NSS softokn, a second PKCS#11 library that shares nothing with SoftHSM. It
/// is told its directory by the argument of `C_Initialize`. Its first slot does cryptography
/// without keys that last; the second is the token.
final class NssToken implements TokenUnderTest {
  private static final String LABEL = "nss token";
  private static final SecureRandom RANDOM = new SecureRandom();

  private static final int INITIALIZE = 0;
  private static final int FINALIZE = 1;
  private static final int GET_SLOT_LIST = 4;
  private static final int INIT_PIN = 10;
  private static final int OPEN_SESSION = 12;
  private static final int LOGIN = 18;
  private static final long RW_SERIAL_SESSION = 0x2 | 0x4;
  private static final long SECURITY_OFFICER = 0;

  private final Path directory;
  private final String pin;

  private NssToken(Path directory, String pin) {
    this.directory = directory;
    this.pin = pin;
  }

  /// Makes a database below `directory` and gives it a PIN, over PKCS#11.
  static NssToken create(Path directory) {
    String pin = String.valueOf(10_000_000 + RANDOM.nextInt(90_000_000));
    NssToken token = new NssToken(directory, pin);
    try (Arena arena = Arena.ofConfined()) {
      Files.createDirectories(token.database());
      token.initialise(arena);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return token;
  }

  /// Where Debian puts it, on each processor.
  static Path library() {
    try (Stream<Path> found = Files.list(Path.of("/usr/lib"))) {
      return found
          .map(each -> each.resolve("libsoftokn3.so"))
          .filter(Files::exists)
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("NSS is not installed"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path database() {
    return directory.resolve("nss");
  }

  /// The argument of `C_Initialize`.
  String arguments() {
    return "configdir='sql:%s' certPrefix='' keyPrefix='' secmod='secmod.db' flags="
            .formatted(database())
        + " dbTokenDescription='"
        + LABEL
        + "'";
  }

  String label() {
    return LABEL;
  }

  SecretBytes pin() {
    return SecretBytes.utf8(pin);
  }

  /// The curves that it does not know.
  @Override
  public Set<Algorithm> lacks() {
    return Set.of(Algorithm.SIGN_ED25519, Algorithm.PKI_ED25519, Algorithm.SIGN_ES256K);
  }

  @Override
  public HsmConfig config(Binding binding) {
    HsmConfig.Pool pool = new HsmConfig.Pool(4, Duration.ofSeconds(5), Duration.ofSeconds(1));
    HsmConfig.Library library = new HsmConfig.Library(library(), binding, arguments());
    return new HsmConfig(library, LABEL, "test", pin(), pool);
  }

  /// A new database has no PIN, and its security officer none either.
  private void initialise(Arena arena) {
    MemorySegment functions = functions(arena);
    MemorySegment structure = arena.allocate(56, Long.BYTES);
    structure.set(JAVA_LONG, 32, 0x2);
    structure.set(JAVA_LONG, 40, arena.allocateFrom(arguments()).address());
    call(functions, INITIALIZE, structure.address());
    MemorySegment slots = arena.allocate(JAVA_LONG, 8);
    MemorySegment number = arena.allocateFrom(JAVA_LONG, 8);
    call(functions, GET_SLOT_LIST, 1, slots.address(), number.address());
    long slot = slots.getAtIndex(JAVA_LONG, 1);
    call(functions, OPEN_SESSION, slot, RW_SERIAL_SESSION, 0, 0, number.address());
    long session = number.get(JAVA_LONG, 0);
    call(functions, LOGIN, session, SECURITY_OFFICER, slots.address(), 0);
    byte[] text = pin.getBytes(StandardCharsets.UTF_8);
    MemorySegment content = arena.allocateFrom(JAVA_BYTE, text);
    call(functions, INIT_PIN, session, content.address(), text.length);
    call(functions, FINALIZE, 0);
  }

  @SuppressWarnings("restricted")
  private static MemorySegment functions(Arena arena) {
    MemorySegment get =
        SymbolLookup.libraryLookup(library(), Arena.global()).findOrThrow("C_GetFunctionList");
    MemorySegment out = arena.allocate(ADDRESS);
    invoke(get, out.address());
    return out.get(ADDRESS, 0).reinterpret(8 + 68 * ADDRESS.byteSize());
  }

  private static void call(MemorySegment functions, int index, long... arguments) {
    invoke(functions.get(ADDRESS, 8 + index * ADDRESS.byteSize()), arguments);
  }

  @SuppressWarnings("restricted")
  private static void invoke(MemorySegment function, long... arguments) {
    MemoryLayout[] layouts = new MemoryLayout[arguments.length];
    Arrays.fill(layouts, JAVA_LONG);
    try {
      Object code =
          Linker.nativeLinker()
              .downcallHandle(function, FunctionDescriptor.of(JAVA_LONG, layouts))
              .invokeWithArguments(Arrays.stream(arguments).boxed().toArray());
      if (!code.equals(0L)) {
        throw new IllegalStateException("NSS returned " + code);
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable t) {
      throw new IllegalStateException(t);
    }
  }
}
