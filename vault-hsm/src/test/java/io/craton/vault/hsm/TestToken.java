package io.craton.vault.hsm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.hsm.pkcs11.Binding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// A fresh SoftHSM token in a directory of its own, with random PINs. The library reads
/// `SOFTHSM2_CONF` whenever it is initialised, so setting the variable in the running process
/// selects the token for the next initialisation; one token at a time is in use in a JVM.
public final class TestToken implements TokenUnderTest {
  /// Where Debian, Fedora and Homebrew put it.
  public static final Path LIBRARY =
      List.of(
              "/usr/lib/softhsm/libsofthsm2.so",
              "/usr/lib64/softhsm/libsofthsm.so",
              "/opt/homebrew/lib/softhsm/libsofthsm2.so")
          .stream()
          .map(Path::of)
          .filter(Files::exists)
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("SoftHSM is not installed"));

  private static final String LABEL = "test token";
  private static final String PIN_VARIABLE = "TEST_TOKEN_PIN";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path directory;
  private final String pin;

  private TestToken(Path directory, String pin) {
    this.directory = directory;
    this.pin = pin;
  }

  /// Makes a token below `directory` and selects it.
  public static TestToken create(Path directory) {
    TestToken token = new TestToken(directory, digits());
    try {
      Files.createDirectories(token.tokens());
      Files.writeString(
          token.configuration(),
          "directories.tokendir = %s%nobjectstore.backend = file%nlog.level = ERROR%n"
              .formatted(token.tokens()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    token.tool(
        "softhsm2-util",
        "--init-token",
        "--free",
        "--label",
        LABEL,
        "--so-pin",
        digits(),
        "--pin",
        token.pin);
    token.select();
    return token;
  }

  /// What another process needs to use this token, by [#ofEnvironment].
  Map<String, String> environment() {
    return Map.of("SOFTHSM2_CONF", configuration().toString(), PIN_VARIABLE, pin);
  }

  /// The token of the process that started this one.
  static TestToken ofEnvironment() {
    Path configuration = Path.of(System.getenv("SOFTHSM2_CONF"));
    return new TestToken(
        Objects.requireNonNull(configuration.getParent()), System.getenv(PIN_VARIABLE));
  }

  private static String digits() {
    return String.valueOf(10_000_000 + RANDOM.nextInt(90_000_000));
  }

  /// Makes the next `C_Initialize` of this process use this token.
  @SuppressWarnings("restricted")
  public void select() {
    Linker linker = Linker.nativeLinker();
    MethodHandle setenv =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("setenv"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom("SOFTHSM2_CONF");
      MemorySegment value = arena.allocateFrom(configuration().toString());
      int failed = (int) setenv.invokeExact(name, value, 1);
      if (failed != 0) {
        throw new IllegalStateException("setenv failed");
      }
    } catch (Throwable t) {
      throw new IllegalStateException(t);
    }
  }

  /// The label of the token.
  public String label() {
    return LABEL;
  }

  /// The user PIN.
  public SecretBytes pin() {
    return SecretBytes.utf8(pin);
  }

  /// Where SoftHSM keeps its tokens.
  public Path tokens() {
    return directory.resolve("tokens");
  }

  private Path configuration() {
    return directory.resolve("softhsm2.conf");
  }

  @Override
  public HsmConfig config(Binding binding) {
    return config(binding, pin());
  }

  @Override
  public Set<Algorithm> lacks() {
    return Set.of();
  }

  /// The same configuration with another PIN.
  public HsmConfig config(Binding binding, SecretBytes otherPin) {
    HsmConfig.Pool pool = new HsmConfig.Pool(4, Duration.ofSeconds(5), Duration.ofSeconds(1));
    HsmConfig.Library library = new HsmConfig.Library(LIBRARY, binding);
    return new HsmConfig(library, LABEL, "test", otherPin, pool);
  }

  /// What `pkcs11-tool` prints when it is logged in.
  public String pkcs11Tool(String... arguments) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("pkcs11-tool", "--module", LIBRARY.toString()));
    command.addAll(List.of("--token-label", LABEL, "--login", "--pin", pin));
    command.addAll(List.of(arguments));
    return tool(command.toArray(String[]::new));
  }

  private String tool(String... command) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("SOFTHSM2_CONF", configuration().toString());
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command[0] + " failed: " + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
