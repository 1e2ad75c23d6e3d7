package io.craton.vault.bench;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.algorithm.Purpose;
import io.craton.vault.core.algorithm.Scheme;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.port.AlgorithmUnsupported;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.CryptoService;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Question: what do the layers above the token cost for encrypting and decrypting 256 bytes (190
/// with RSA-OAEP, which takes no more)?
///
/// Baseline: the two PKCS#11 calls on a session of the thread's own ([RawCipher]); RSA encrypts in
/// the process, so there it is the JDK's cipher. Above it the HSM layer, which makes the nonce and
/// the layout of the ciphertext, and the use case, as in [SignBenchmark].
///
/// Not measured: HTTP, TLS, JSON, the real barrier's round trip, RocksDB.
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class EncryptBenchmark {
  private static final byte[] NO_DATA = new byte[0];

  /// A token and a vault with an encryption key.
  @State(Scope.Benchmark)
  public static class EncryptSetting extends Setting {
    /// The wire name of the algorithm.
    @Param({"AES-GCM-256", "AES-CBC-256", "AES-CFB-256", "RSA-OAEP-2048-SHA256"})
    public String algorithm = "";

    private byte[] plaintext = new byte[0];
    private byte[] ciphertext = new byte[0];

    @Override
    Algorithm algorithm() {
      return Algorithm.find(Purpose.ENCRYPTION, algorithm).orElseThrow();
    }

    @Override
    void prepare(BenchVault made) throws Unavailable, AlgorithmUnsupported {
      plaintext = made.message();
      ciphertext = encrypt(made, plaintext).toArray();
    }

    byte[] plaintext() {
      return plaintext;
    }

    byte[] ciphertext() {
      return ciphertext;
    }
  }

  /// A session and a handle of the thread's own.
  @State(Scope.Thread)
  public static class RawSession {
    private @Nullable RawCipher cipher;

    /// Opens the session.
    @Setup(Level.Trial)
    public void open(EncryptSetting setting) throws CryptokiException, GeneralSecurityException {
      cipher = RawCipher.open(setting.vault(), setting.plaintext(), setting.ciphertext());
    }

    RawCipher cipher() {
      return Setting.present(cipher);
    }
  }

  /// The two calls of PKCS#11, or the JDK's cipher.
  @Benchmark
  public byte[] encryptBinding(RawSession raw) throws CryptokiException, GeneralSecurityException {
    return raw.cipher().encrypt();
  }

  /// Through the HSM layer.
  @Benchmark
  public Bytes encryptLayer(EncryptSetting setting) throws Unavailable, AlgorithmUnsupported {
    return encrypt(setting.vault(), setting.plaintext());
  }

  private static Bytes encrypt(BenchVault vault, byte[] plaintext)
      throws Unavailable, AlgorithmUnsupported {
    Algorithm algorithm = vault.algorithm();
    var encryptor = vault.hsm().encryptor();
    return algorithm.scheme() instanceof Scheme.RsaOaep
        ? encryptor.encrypt(vault.publicKey(), algorithm, plaintext)
        : encryptor.encrypt(
            vault.key().ref(), algorithm, plaintext, NO_DATA, BenchToken.deadline());
  }

  /// Through the use case.
  @Benchmark
  public CryptoService.Ciphertext encryptService(EncryptSetting setting)
      throws RequestRefused, Unavailable {
    BenchVault vault = setting.vault();
    return vault
        .service()
        .encrypt(vault.call(), vault.choice(), setting.plaintext(), Optional.empty());
  }

  /// The two calls of PKCS#11.
  @Benchmark
  public byte[] decryptBinding(RawSession raw) throws CryptokiException {
    return raw.cipher().decrypt();
  }

  /// Through the HSM layer; the plaintext is wiped, as everywhere.
  @Benchmark
  public int decryptLayer(EncryptSetting setting) throws Unavailable, AlgorithmUnsupported {
    BenchVault vault = setting.vault();
    Optional<SecretBytes> plaintext =
        vault
            .hsm()
            .encryptor()
            .decrypt(
                vault.key().ref(),
                vault.algorithm(),
                setting.ciphertext(),
                NO_DATA,
                BenchToken.deadline());
    try (SecretBytes found = plaintext.orElseThrow()) {
      return found.size();
    }
  }

  /// Through the use case.
  @Benchmark
  public int decryptService(EncryptSetting setting) throws RequestRefused, Unavailable {
    BenchVault vault = setting.vault();
    CryptoService.Plaintext plaintext =
        vault
            .service()
            .decrypt(vault.call(), vault.choice(), setting.ciphertext(), Optional.empty());
    try (SecretBytes found = plaintext.value()) {
      return found.size();
    }
  }
}
