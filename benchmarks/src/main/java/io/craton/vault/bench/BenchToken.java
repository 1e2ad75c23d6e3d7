package io.craton.vault.bench;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.hsm.Hsm;
import io.craton.vault.hsm.HsmOpenException;
import io.craton.vault.hsm.TestToken;
import io.craton.vault.hsm.pkcs11.Binding;
import io.craton.vault.hsm.pkcs11.Cka;
import io.craton.vault.hsm.pkcs11.Cryptoki;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import io.craton.vault.hsm.pkcs11.Template;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/// A throw-away SoftHSM token with the HSM layer on it, for one trial of a benchmark.
final class BenchToken implements AutoCloseable {
  private final Path directory;
  private final Hsm hsm;
  private final Cryptoki cryptoki;
  private final long slot;

  private BenchToken(Path directory, Hsm hsm, Cryptoki cryptoki, long slot) {
    this.directory = directory;
    this.hsm = hsm;
    this.cryptoki = cryptoki;
    this.slot = slot;
  }

  /// Makes the token and opens the layer on it with the given binding.
  static BenchToken open(Binding binding) {
    try {
      Path directory = Files.createTempDirectory("craton-bench");
      TestToken token = TestToken.create(directory);
      Hsm hsm = Hsm.open(token.config(binding), Clock.systemUTC(), System::nanoTime);
      Cryptoki cryptoki = binding.load(TestToken.LIBRARY);
      return new BenchToken(directory, hsm, cryptoki, slot(cryptoki, token.label()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (HsmOpenException | Binding.LibraryNotLoadable | CryptokiException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long slot(Cryptoki cryptoki, String label) throws CryptokiException {
    for (long slot : cryptoki.slots()) {
      if (cryptoki.tokenInfo(slot).label().equals(label)) {
        return slot;
      }
    }
    throw new IllegalStateException("no token " + label);
  }

  Hsm hsm() {
    return hsm;
  }

  /// The library below the layer, logged in by it.
  Cryptoki cryptoki() {
    return cryptoki;
  }

  long openSession() throws CryptokiException {
    return cryptoki.openSession(slot);
  }

  /// The handle of a private or secret key, for a session of this process.
  long handle(long session, KeyRef ref, long objectClass) throws CryptokiException {
    Bytes id = Hsm.idOf(ref);
    Template wanted =
        Template.builder().with(Cka.CLASS, objectClass).with(Cka.ID, id.toArray()).build();
    cryptoki.findObjectsInit(session, wanted);
    try {
      return cryptoki.findObjects(session, 1)[0];
    } finally {
      cryptoki.findObjectsFinal(session);
    }
  }

  /// As the HTTP server gives it to its requests: the calling thread makes the calls itself. Here
  /// nobody answers in its place.
  static Deadline deadline() {
    return unwatchedDeadline().watchedBy(later -> {});
  }

  /// As the jobs of a node have it: calls are handed over.
  static Deadline unwatchedDeadline() {
    return Deadline.after(Duration.ofSeconds(30), System::nanoTime);
  }

  @Override
  public void close() {
    hsm.close();
    deleteTree(directory);
  }

  static void deleteTree(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
