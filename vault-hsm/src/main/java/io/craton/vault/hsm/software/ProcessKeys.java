package io.craton.vault.hsm.software;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.algorithm.KeySpec;
import io.craton.vault.core.algorithm.ParameterSet;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.port.AlgorithmUnsupported;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.KeyMaterial;
import io.craton.vault.core.port.KeyRefused;
import io.craton.vault.core.port.SoftwareKeys;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Unavailable.Reason;
import io.craton.vault.core.port.Waiting;
import io.craton.vault.hsm.software.SignatureScheme.Halves;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// The keys of this process, with BouncyCastle. Computations run on half of the processors at most,
/// so that other requests find one while a SPHINCS+ signature takes a second; the others queue in
/// order. Thread-safe.
public final class ProcessKeys implements SoftwareKeys {
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final byte[] MESSAGE = {'p', 'r', 'o', 'o', 'f'};
  private static final String MISMATCH = "the public key is not that of the private key";

  private final boolean allowed;
  private final SecureRandom random = new SecureRandom();
  private final Map<ParameterSet, SignatureScheme> schemes = new EnumMap<>(ParameterSet.class);

  /// Unfair ones would let a stream of small requests starve a large one.
  private final Semaphore processors =
      new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

  /// @param allowed whether private keys may be used; verifying always is
  public ProcessKeys(boolean allowed) {
    this.allowed = allowed;
    for (ParameterSet set : ParameterSet.values()) {
      schemes.put(set, SignatureScheme.of(set));
    }
  }

  @Override
  public void requireAllowed(Algorithm algorithm) throws AlgorithmUnsupported {
    if (!allowed) {
      throw new AlgorithmUnsupported(
          algorithm,
          "its keys are software, which is refused by configuration (hsm.software-keys)");
    }
  }

  @Override
  public Pair generate(Algorithm algorithm, Deadline deadline)
      throws Unavailable, AlgorithmUnsupported {
    requireAllowed(algorithm);
    SignatureScheme scheme = scheme(algorithm);
    return computed(
        deadline,
        () -> {
          Halves halves = scheme.generate(random);
          return new Pair(publicKey(halves.spki()), SecretBytes.takeOver(halves.pkcs8()));
        });
  }

  @Override
  public Pair importPair(Algorithm algorithm, KeyMaterial.Pair material, Deadline deadline)
      throws Unavailable, AlgorithmUnsupported, KeyRefused {
    requireAllowed(algorithm);
    SignatureScheme scheme = scheme(algorithm);
    if (!scheme.takesForeignKeys()) {
      throw new KeyRefused("private keys of " + algorithm.wireName() + " are only made here");
    }
    byte[] given = material.privateKey().toArray();
    SecretBytes privateKey;
    try {
      privateKey = SecretBytes.takeOver(scheme.readPrivate(given));
    } catch (MalformedKey e) {
      throw new KeyRefused(String.valueOf(e.getMessage()));
    } finally {
      Arrays.fill(given, (byte) 0);
    }
    boolean kept = false;
    try {
      PublicKey half = importPublic(algorithm, material.publicKey());
      requirePair(privateKey, half, algorithm, deadline);
      kept = true;
      return new Pair(half, privateKey);
    } finally {
      if (!kept) {
        privateKey.close();
      }
    }
  }

  private void requirePair(
      SecretBytes privateKey, PublicKey half, Algorithm algorithm, Deadline deadline)
      throws Unavailable, AlgorithmUnsupported, KeyRefused {
    try {
      byte[] signature = sign(privateKey, algorithm, MESSAGE, deadline).toArray();
      if (verify(half, algorithm, MESSAGE, signature, deadline)) {
        return;
      }
    } catch (RuntimeException e) {
      // The library gives up on a key that it could read. Its message may quote the key.
      throw new KeyRefused(PlainScheme.PRIVATE);
    }
    throw new KeyRefused(MISMATCH);
  }

  @Override
  public PublicKey importPublic(Algorithm algorithm, PublicKey publicKey) throws KeyRefused {
    try {
      return publicKey(scheme(algorithm).readPublic(publicKey.spki().toArray()));
    } catch (MalformedKey e) {
      throw new KeyRefused(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Bytes sign(SecretBytes privateKey, Algorithm algorithm, byte[] message, Deadline deadline)
      throws Unavailable, AlgorithmUnsupported {
    requireAllowed(algorithm);
    SignatureScheme scheme = scheme(algorithm);
    byte[] pkcs8 = privateKey.toArray();
    try {
      return computed(deadline, () -> Bytes.copyOf(scheme.sign(pkcs8, message, random)));
    } finally {
      Arrays.fill(pkcs8, (byte) 0);
    }
  }

  @Override
  public boolean verify(
      PublicKey key, Algorithm algorithm, byte[] message, byte[] signature, Deadline deadline)
      throws Unavailable {
    ParameterSet set = set(algorithm);
    boolean possible =
        set.fixedSignatureLength()
            ? signature.length == set.signatureBytes()
            : signature.length <= set.signatureBytes();
    if (!possible) {
      return false;
    }
    SignatureScheme scheme = scheme(algorithm);
    return computed(deadline, () -> scheme.verify(key.spki().toArray(), message, signature));
  }

  private SignatureScheme scheme(Algorithm algorithm) {
    SignatureScheme scheme = schemes.get(set(algorithm));
    if (scheme == null) {
      throw new IllegalStateException("no scheme for " + algorithm);
    }
    return scheme;
  }

  private static ParameterSet set(Algorithm algorithm) {
    if (algorithm.keySpec() instanceof KeySpec.PostQuantum(ParameterSet set)) {
      return set;
    }
    throw new IllegalArgumentException(algorithm + " is computed in the HSM");
  }

  private static PublicKey publicKey(byte[] spki) {
    return new PublicKey(Bytes.copyOf(spki));
  }

  private <T> T computed(Deadline deadline, Computation<T> computation) throws Unavailable {
    boolean turn = false;
    try {
      turn = hasTurn(deadline);
      if (!turn) {
        throw new Unavailable(
            Reason.OVERLOADED, "too many software keys are computed with at once", RETRY);
      }
      return computation.run();
    } catch (MalformedKey e) {
      throw new IllegalStateException("a key that the vault keeps is malformed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable(Reason.SHUTTING_DOWN, "interrupted", RETRY);
    } finally {
      if (turn) {
        processors.release();
      }
    }
  }

  private boolean hasTurn(Deadline deadline) throws InterruptedException {
    try (var _ = Waiting.begin()) {
      return processors.tryAcquire(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private interface Computation<T> {
    T run() throws MalformedKey;
  }
}
