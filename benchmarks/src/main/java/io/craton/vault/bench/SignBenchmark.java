package io.craton.vault.bench;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.algorithm.Digest;
import io.craton.vault.core.algorithm.Purpose;
import io.craton.vault.core.algorithm.Scheme;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.port.AlgorithmUnsupported;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.CryptoService;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.hsm.pkcs11.Ckm;
import io.craton.vault.hsm.pkcs11.Cryptoki;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import io.craton.vault.hsm.pkcs11.Mechanism;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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

/// Question: what do the layers above the token cost for one signature over 256 bytes?
///
/// Baseline: `binding`, the hash and the two PKCS#11 calls on a session of the thread's own, which
/// is what the token itself can do (the binding's share is within the noise of a C loop). Above it
/// `layer` (the HSM layer: session, handle cache, epoch, breaker) and `service` (state check before
/// and after, barrier of an in-memory vault).
///
/// Not measured: HTTP, TLS, JSON, the real barrier's round trip, RocksDB.
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class SignBenchmark {
  /// A token and a vault with a signing key.
  @State(Scope.Benchmark)
  public static class SignSetting extends Setting {
    /// The wire name of the algorithm.
    @Param({"ES256", "ES384", "ED25519", "RSA-PKCS1V15-2048-SHA256", "RSA-PSS-2048-SHA256"})
    public String algorithm = "";

    private byte[] message = new byte[0];

    @Override
    Algorithm algorithm() {
      return Algorithm.find(Purpose.SIGNING, algorithm).orElseThrow();
    }

    @Override
    void prepare(BenchVault made) {
      message = made.message();
    }

    byte[] message() {
      return message;
    }
  }

  /// A session and a handle of the thread's own.
  @State(Scope.Thread)
  public static class RawSession {
    private static final int DIGEST_INFO_BYTES = 19;
    private static final int SIGNATURE_BYTES = 512;

    private long session;
    private long handle;
    private Mechanism mechanism = Mechanism.plain(Ckm.ECDSA);
    private @Nullable MessageDigest digest;
    private int prefixBytes;

    /// Opens the session.
    @Setup(Level.Trial)
    public void open(SignSetting setting) throws CryptokiException, NoSuchAlgorithmException {
      BenchVault vault = setting.vault();
      session = vault.token().openSession();
      handle = vault.handle(session);
      switch (setting.algorithm().scheme()) {
        case Scheme.Ecdsa(Digest hash) -> use(hash, Mechanism.plain(Ckm.ECDSA));
        case Scheme.RsaPss(Digest hash) -> use(hash, new Mechanism(Ckm.RSA_PKCS_PSS, PSS_SHA256));
        case Scheme.RsaPkcs1(Digest hash) -> {
          use(hash, Mechanism.plain(Ckm.RSA_PKCS));
          prefixBytes = DIGEST_INFO_BYTES;
        }
        default -> mechanism = Mechanism.plain(Ckm.EDDSA);
      }
    }

    private static final Mechanism.Pss PSS_SHA256 =
        new Mechanism.Pss(Ckm.SHA256, Ckm.MGF1_SHA256, Digest.SHA256.sizeBytes());

    private void use(Digest hash, Mechanism with) throws NoSuchAlgorithmException {
      digest = MessageDigest.getInstance(hash.standardName());
      mechanism = with;
    }

    byte[] sign(Cryptoki cryptoki, byte[] message) throws CryptokiException {
      cryptoki.signInit(session, mechanism, handle);
      return cryptoki.sign(session, input(message), SIGNATURE_BYTES);
    }

    /// As long as what the layer hands to the token; before the hash there are zeros.
    private byte[] input(byte[] message) {
      if (digest == null) {
        return message;
      }
      byte[] hash = digest.digest(message);
      if (prefixBytes == 0) {
        return hash;
      }
      byte[] input = new byte[prefixBytes + hash.length];
      System.arraycopy(hash, 0, input, prefixBytes, hash.length);
      return input;
    }
  }

  /// The two calls of PKCS#11.
  @Benchmark
  public byte[] binding(SignSetting setting, RawSession raw) throws CryptokiException {
    return raw.sign(setting.vault().token().cryptoki(), setting.message());
  }

  /// Through the HSM layer.
  @Benchmark
  public Bytes layer(SignSetting setting) throws Unavailable, AlgorithmUnsupported {
    BenchVault vault = setting.vault();
    return vault
        .hsm()
        .signer()
        .sign(vault.key().ref(), vault.algorithm(), setting.message(), BenchToken.deadline());
  }

  /// Through the use case.
  @Benchmark
  public CryptoService.Signature service(SignSetting setting) throws RequestRefused, Unavailable {
    BenchVault vault = setting.vault();
    return vault.service().sign(vault.call(), vault.choice(), setting.message());
  }
}
