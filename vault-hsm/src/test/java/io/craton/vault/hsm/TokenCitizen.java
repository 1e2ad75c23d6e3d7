package io.craton.vault.hsm;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.KeyGenerator.Generated;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Unavailable.Reason;
import io.craton.vault.hsm.pkcs11.Binding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// One of the processes of [SharedTokenTest]: `KEYS-DIRECTORY MILLISECONDS`. A key that is in use
/// stands as a file in the directory, from after it was made until before it is destroyed; whoever
/// reads the file may use the key.
///
/// Ends with 0 if every signature was that of the key that was asked for, and no key was missing
/// whose file was still there.
final class TokenCitizen {
  private static final Algorithm ES256 = Algorithm.SIGN_ES256;
  private static final int THREADS = 4;

  private final Hsm hsm;
  private final Path keys;
  private final Deadline end;
  private final AtomicInteger made = new AtomicInteger();
  private final AtomicInteger used = new AtomicInteger();
  private final AtomicInteger usedOfOthers = new AtomicInteger();
  private final AtomicInteger goneInTime = new AtomicInteger();
  private final AtomicInteger unavailable = new AtomicInteger();

  private TokenCitizen(Hsm hsm, Path keys, Deadline end) {
    this.hsm = hsm;
    this.keys = keys;
    this.end = end;
  }

  static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(60), System::nanoTime);
  }

  @SuppressWarnings("SystemOut") // What the other process reads.
  public static void main(String[] arguments) throws Exception {
    HsmConfig config = TestToken.ofEnvironment().config(Binding.FFM);
    try (Hsm hsm = Hsm.open(config, InstantSource.system(), System::nanoTime);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      Duration time = Duration.ofMillis(Long.parseLong(arguments[1]));
      TokenCitizen citizen =
          new TokenCitizen(hsm, Path.of(arguments[0]), Deadline.after(time, System::nanoTime));
      List<Callable<Boolean>> lives = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        lives.add(citizen::live);
      }
      for (Future<Boolean> life : threads.invokeAll(lives)) {
        life.get();
      }
      System.out.println(citizen.figures());
    }
  }

  private String figures() {
    return "made and destroyed %s, signatures %s, with keys of others %s, gone in time %s, "
            .formatted(made, used, usedOfOthers, goneInTime)
        + "unavailable %s, starts %d, transient %d"
            .formatted(
                unavailable, hsm.health().epoch(), hsm.metrics().errors(ErrorClass.TRANSIENT));
  }

  private boolean live() throws Exception {
    Random random = new Random();
    while (!end.expired()) {
      Optional<Generated> key = make();
      if (key.isPresent()) {
        Path file = publish(key.get());
        for (int i = 0; i < 5; i++) {
          use(key.get().ref(), key.get().publicKey().orElseThrow(), file);
          useOneOfOthers(random);
        }
        Files.delete(file);
        destroy(key.get().ref());
      }
    }
    return true;
  }

  /// Collisions that outlast the attempts are the caller's to repeat.
  private Optional<Generated> make() {
    try {
      Generated key = hsm.keyGenerator().generate(ES256, false, soon());
      made.incrementAndGet();
      return Optional.of(key);
    } catch (Unavailable e) {
      unavailable.incrementAndGet();
      return Optional.empty();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void destroy(KeyRef key) {
    boolean destroyed = false;
    while (!destroyed) {
      try {
        hsm.keyDestroyer().destroy(key, soon());
        destroyed = true;
      } catch (Unavailable e) {
        unavailable.incrementAndGet();
      }
    }
  }

  private Path publish(Generated key) throws IOException {
    byte[] ref = key.ref().value().toArray();
    byte[] spki = key.publicKey().orElseThrow().spki().toArray();
    byte[] content =
        ByteBuffer.allocate(1 + ref.length + spki.length)
            .put((byte) ref.length)
            .put(ref)
            .put(spki)
            .array();
    String name = HexFormat.of().formatHex(ref);
    Path hidden = Files.write(keys.resolveSibling(name), content);
    return Files.move(hidden, keys.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private void useOneOfOthers(Random random) throws Exception {
    List<Path> files;
    try (Stream<Path> found = Files.list(keys)) {
      files = found.toList();
    }
    if (files.isEmpty()) {
      return;
    }
    Path file = files.get(random.nextInt(files.size()));
    byte[] content;
    try {
      content = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return;
    }
    byte[] ref = new byte[content[0]];
    byte[] spki = new byte[content.length - 1 - ref.length];
    ByteBuffer.wrap(content).position(1).get(ref).get(spki);
    use(new KeyRef(Bytes.copyOf(ref)), new PublicKey(Bytes.copyOf(spki)), file);
    usedOfOthers.incrementAndGet();
  }

  /// As the use cases do: whoever knows that a missing key is there has it looked for.
  private byte[] sign(KeyRef key, byte[] message, Path file) throws Exception {
    try {
      return hsm.signer().sign(key, ES256, message, soon()).toArray();
    } catch (Unavailable e) {
      if (e.reason() != Reason.HSM_KEY_MISSING || !Files.exists(file)) {
        throw e;
      }
      hsm.keySearch().expect(key);
      return hsm.signer().sign(key, ES256, message, soon()).toArray();
    }
  }

  private void use(KeyRef key, PublicKey publicKey, Path file) throws Exception {
    byte[] message = file.getFileName().toString().getBytes(StandardCharsets.UTF_8);
    try {
      byte[] signature = sign(key, message, file);
      if (!OutsideVerifier.JDK.verifies(publicKey, ES256, message, signature)) {
        throw new IllegalStateException("the signature is not that of key " + key);
      }
      used.incrementAndGet();
    } catch (Unavailable e) {
      if (!Files.exists(file)) {
        goneInTime.incrementAndGet();
      } else if (e.reason() == Reason.HSM_KEY_MISSING) {
        throw new IllegalStateException("a key that is there is missing: " + e.getMessage(), e);
      } else {
        unavailable.incrementAndGet();
      }
    }
  }
}
