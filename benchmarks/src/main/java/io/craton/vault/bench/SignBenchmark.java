package io.craton.vault.bench;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.algorithm.Purpose;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.command.Command.Draft;
import io.craton.vault.core.command.RequestTag;
import io.craton.vault.core.id.IdempotencyKey;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Labels;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.port.AlgorithmUnsupported;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.service.Authentication;
import io.craton.vault.core.service.Call;
import io.craton.vault.core.service.Caller;
import io.craton.vault.core.service.CryptoService;
import io.craton.vault.core.service.CryptoService.KeyChoice;
import io.craton.vault.core.service.HsmPorts;
import io.craton.vault.core.service.ItemWriter;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.core.service.Sources;
import io.craton.vault.core.testing.FakeHsm;
import io.craton.vault.core.testing.InMemoryVault;
import io.craton.vault.hsm.Hsm;
import io.craton.vault.hsm.pkcs11.Binding;
import io.craton.vault.hsm.pkcs11.Ckm;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import io.craton.vault.hsm.pkcs11.Mechanism;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Question: what do the layers above the token cost for one signature over 256 bytes?
///
/// Baseline: `binding`, the two PKCS#11 calls on a session of the thread's own, which is what the
/// token itself can do (the binding's share is within the noise of a C loop). Above it `layer` (the
/// HSM layer: session, handle cache, epoch, breaker) and `service` (state check before and after,
/// barrier of an in-memory vault).
///
/// Not measured: HTTP, TLS, JSON, the real barrier's round trip, RocksDB.
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class SignBenchmark {
  private static final int MESSAGE_BYTES = 256;
  private static final SecureRandom RANDOM = new SecureRandom();

  private static byte[] random(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  /// A token, and a vault on it with one key.
  @State(Scope.Benchmark)
  public static class Setting {
    /// The wire name of the algorithm.
    @Param({"ES256", "ED25519", "RSA-PKCS1V15-2048-SHA256"})
    public String algorithm = "";

    /// The way into the library.
    @Param({"FFM", "SUNPKCS11"})
    public Binding binding = Binding.FFM;

    private final byte[] message = new byte[MESSAGE_BYTES];
    private @Nullable BenchToken token;
    private @Nullable CryptoService service;
    private @Nullable Caller caller;
    private @Nullable KeyRef key;
    private @Nullable KeyChoice choice;

    /// Makes the token and the key.
    @Setup(Level.Trial)
    public void open() throws RequestRefused, Unavailable {
      BenchToken opened = BenchToken.open(binding);
      token = opened;
      Sources sources = new Sources(Clock.systemUTC(), SignBenchmark::random);
      Hsm hsm = opened.hsm();
      HsmPorts ports = hsm.ports();
      InMemoryVault vault = InMemoryVault.withKek(new FakeHsm(), sources);
      String root = vault.mintRoot(sources);
      caller =
          new Authentication(vault.replica(), sources).authenticate(root, BenchToken.deadline());
      service = new CryptoService(vault.replica(), ports, sources);
      ItemWriter writer = new ItemWriter(vault.replica(), ports, sources);
      ItemId id = writer.generateKey(call(), draft()).item().id();
      choice = new KeyChoice(id, Optional.empty());
      key = vault.<KeyRef>read(view -> ref(view.version(new VersionId(id, VersionNumber.FIRST))));
    }

    private static KeyRef ref(Optional<ItemVersion> version) {
      Material material = version.orElseThrow().state().heldMaterial().orElseThrow();
      return ((Material.HsmKey) material).ref();
    }

    private Draft draft() {
      return new Draft(
          new ItemKind.Key(algorithm(), false, Optional.empty()),
          FolderPath.ROOT,
          Optional.of("bench"),
          Labels.NONE,
          Optional.empty(),
          RotationSettings.INHERITED);
    }

    Algorithm algorithm() {
      return Algorithm.find(Purpose.SIGNING, algorithm).orElseThrow();
    }

    Call call() {
      IdempotencyKey key = new IdempotencyKey(Bytes.copyOf(new byte[IdempotencyKey.SIZE]));
      RequestTag tag = new RequestTag(key, List.of(), Bytes.empty());
      return new Call(Setting.present(caller), tag, BenchToken.deadline());
    }

    static <T> T present(@Nullable T value) {
      return Optional.ofNullable(value).orElseThrow();
    }

    /// Removes the token.
    @TearDown(Level.Trial)
    public void close() {
      present(token).close();
    }
  }

  /// A session and a handle of the thread's own.
  @State(Scope.Thread)
  public static class RawSession {
    private long session;
    private long handle;
    private Mechanism mechanism = Mechanism.plain(Ckm.ECDSA);
    private boolean prehash;
    private @Nullable MessageDigest sha256;

    /// Opens the session.
    @Setup(Level.Trial)
    public void open(Setting setting) throws CryptokiException, NoSuchAlgorithmException {
      BenchToken token = Setting.present(setting.token);
      session = token.openSession();
      handle = token.handle(session, Setting.present(setting.key), BenchToken.privateKeys());
      sha256 = MessageDigest.getInstance("SHA-256");
      prehash = setting.algorithm() != Algorithm.SIGN_ED25519;
      mechanism =
          switch (setting.algorithm()) {
            case SIGN_ES256 -> Mechanism.plain(Ckm.ECDSA);
            case SIGN_ED25519 -> Mechanism.plain(Ckm.EDDSA);
            default -> Mechanism.plain(Ckm.RSA_PKCS);
          };
    }

    byte[] input(byte[] message) {
      return prehash ? Setting.present(sha256).digest(message) : message;
    }
  }

  /// The two calls of PKCS#11.
  @Benchmark
  public byte[] binding(Setting setting, RawSession raw) throws CryptokiException {
    var cryptoki = Setting.present(setting.token).cryptoki();
    cryptoki.signInit(raw.session, raw.mechanism, raw.handle);
    return cryptoki.sign(raw.session, raw.input(setting.message), 512);
  }

  /// Through the HSM layer.
  @Benchmark
  public Bytes layer(Setting setting) throws Unavailable, AlgorithmUnsupported {
    return Setting.present(setting.token)
        .hsm()
        .signer()
        .sign(
            Setting.present(setting.key),
            setting.algorithm(),
            setting.message,
            BenchToken.deadline());
  }

  /// Through the use case.
  @Benchmark
  public CryptoService.Signature service(Setting setting) throws RequestRefused, Unavailable {
    return Setting.present(setting.service)
        .sign(setting.call(), Setting.present(setting.choice), setting.message);
  }
}
