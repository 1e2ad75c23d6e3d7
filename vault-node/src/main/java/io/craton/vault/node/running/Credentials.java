package io.craton.vault.node.running;

import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.node.configuration.Configuration;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import io.craton.vault.node.files.SecretFile;
import io.craton.vault.node.files.Writability;
import io.craton.vault.node.tls.Certificates;
import io.craton.vault.node.tls.TlsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;

/// Everything that a configuration names by file, read and checked: certificates, keys, the PIN,
/// the bootstrap key.
///
/// @param certificates of all roles, each where it is configured
/// @param bootstrapKey bootstrapping is refused when empty
public record Credentials(
    Certificates certificates, SecretBytes pin, Optional<SecretBytes> bootstrapKey)
    implements AutoCloseable {
  /// As long as the tokens it can mint are hard to guess.
  private static final int BOOTSTRAP_KEY_BYTES = 32;

  /// How every shared library of Linux begins.
  private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};

  /// Reads all of them; asks nobody else.
  public static Credentials load(Configuration configuration, InstantSource clock)
      throws StartFailure {
    Certificates certificates = Certificates.load(TlsFiles.of(configuration), clock);
    requireLibrary(configuration.hsm().library().path());
    Optional<SecretBytes> bootstrapKey = Optional.empty();
    if (configuration.admin().bootstrapKeyFile().isPresent()) {
      bootstrapKey = Optional.of(bootstrapKey(configuration.admin().bootstrapKeyFile().get()));
    }
    SecretBytes pin =
        SecretFile.read("hsm.pin-file", configuration.hsm().pinFile(), ExitCode.CONFIGURATION);
    return new Credentials(certificates, pin, bootstrapKey);
  }

  /// The key that proves the right to bootstrap.
  public static SecretBytes bootstrapKey(Path file) throws StartFailure {
    SecretBytes key = SecretFile.read("bootstrap.key-file", file, ExitCode.CONFIGURATION);
    if (key.size() < BOOTSTRAP_KEY_BYTES) {
      throw new StartFailure(
          ExitCode.CONFIGURATION,
          "bootstrap.key-file: expected at least %d bytes, found %d; run: openssl rand -hex 32 > %s"
              .formatted(BOOTSTRAP_KEY_BYTES, key.size(), file));
    }
    return key;
  }

  /// The JVM writes warnings of its own about a file that is no library, so it gets none to load.
  static void requireLibrary(Path library) throws StartFailure {
    Writability.requireOwn("hsm.library", library);
    byte[] start;
    try (InputStream in = Files.newInputStream(library)) {
      start = in.readNBytes(ELF.length);
    } catch (NoSuchFileException e) {
      throw new StartFailure(
          ExitCode.HSM_LIBRARY,
          "hsm.library: " + library + " is not there; install it or correct the path",
          e);
    } catch (IOException e) {
      throw new StartFailure(
          ExitCode.HSM_LIBRARY,
          "hsm.library: "
              + library
              + " cannot be read ("
              + e.getClass().getSimpleName()
              + "); let this user read it, or correct the path",
          e);
    }
    if (!Arrays.equals(start, ELF)) {
      throw new StartFailure(
          ExitCode.HSM_LIBRARY,
          "hsm.library: " + library + " is no shared library; correct the path");
    }
  }

  /// Ends the watch over the certificates, and erases the secrets.
  @Override
  public void close() {
    certificates.close();
    pin.close();
    bootstrapKey.ifPresent(SecretBytes::close);
  }
}
