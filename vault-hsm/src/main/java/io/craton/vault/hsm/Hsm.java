package io.craton.vault.hsm;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.port.AlgorithmUnsupported;
import io.craton.vault.core.port.Encryptor;
import io.craton.vault.core.port.FormatPreserver;
import io.craton.vault.core.port.KeyDestroyer;
import io.craton.vault.core.port.KeyExporter;
import io.craton.vault.core.port.KeyGenerator;
import io.craton.vault.core.port.KeyImporter;
import io.craton.vault.core.port.KeyInventory;
import io.craton.vault.core.port.KeySearch;
import io.craton.vault.core.port.Sealer;
import io.craton.vault.core.port.Signer;
import io.craton.vault.core.port.SoftwareKeys;
import io.craton.vault.core.port.Verifier;
import io.craton.vault.core.service.HsmPorts;
import io.craton.vault.hsm.HsmOpenException.Kind;
import io.craton.vault.hsm.MechanismTable.SigningRow;
import io.craton.vault.hsm.pkcs11.Binding.LibraryNotLoadable;
import io.craton.vault.hsm.pkcs11.Cryptoki;
import io.craton.vault.hsm.pkcs11.TokenInfo;
import io.craton.vault.hsm.software.ProcessKeys;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/// A token in use, and the ports on it. One per library and process, because `C_Initialize` and the
/// login are the process's. Thread-safe.
///
/// The ports throw [IllegalArgumentException] for arguments that cannot come from a sound state: a
/// key of another form than the algorithm's, a reference this layer did not make.
public final class Hsm implements AutoCloseable {
  private static final List<Algorithm> SENTINELS =
      List.of(Algorithm.SIGN_ES256, Algorithm.SIGN_RSA_PKCS1_2048);

  private final Engine engine;
  private final MechanismTable table;
  private final TokenSigner signer;
  private final TokenVerifier verifier;
  private final TokenCipher cipher;
  private final TokenKeys keys;
  private final TokenExporter exporter;

  Hsm(Engine engine, MechanismTable table, InstantSource clock) {
    this.engine = engine;
    this.table = table;
    Supervisor gate = engine.supervisor();
    Lanes lanes = engine.lanes();
    this.signer = new TokenSigner(lanes.calls(), gate, table, engine.finder());
    this.verifier = new TokenVerifier(lanes.calls(), lanes.anchor(), gate, table);
    this.cipher = new TokenCipher(lanes.calls(), gate, table, engine.finder());
    this.exporter = new TokenExporter(lanes.calls(), gate, table, engine.finder());
    String prefix = engine.config().labelPrefix();
    this.keys = new TokenKeys(lanes, gate, table, engine.finder(), prefix, clock);
  }

  /// Loads the library, logs in, probes every algorithm and signs with the sentinel key, which is
  /// made if the token has none. Takes up to a few seconds. On failure nothing stays open.
  ///
  /// @param clock dates keys and states
  /// @param nanoTime a monotonic clock, as `System::nanoTime`
  public static Hsm open(HsmConfig config, InstantSource clock, LongSupplier nanoTime)
      throws HsmOpenException {
    return open(config, load(config), clock, nanoTime);
  }

  /// The same, again and again while what is wrong may pass and there is patience. The PIN stays in
  /// memory meanwhile; one that was refused is not tried again.
  public static Hsm open(
      HsmConfig config, InstantSource clock, LongSupplier nanoTime, Patience patience)
      throws HsmOpenException, InterruptedException {
    return open(config, load(config), clock, nanoTime, patience);
  }

  private static Cryptoki load(HsmConfig config) throws HsmOpenException {
    try {
      HsmConfig.Library library = config.library();
      return library.binding().load(library.path(), library.arguments());
    } catch (LibraryNotLoadable e) {
      config.pin().close();
      throw new HsmOpenException(
          Kind.LIBRARY_NOT_LOADABLE, String.valueOf(e.getMessage()), false, e);
    }
  }

  /// The same on a library that is loaded already: tests put theirs in between.
  static Hsm open(HsmConfig config, Cryptoki cryptoki, InstantSource clock, LongSupplier nanoTime)
      throws HsmOpenException {
    Engine engine = Engine.create(config, cryptoki, clock, nanoTime);
    return new Opening(engine, clock, nanoTime).once();
  }

  static Hsm open(
      HsmConfig config,
      Cryptoki cryptoki,
      InstantSource clock,
      LongSupplier nanoTime,
      Patience patience)
      throws HsmOpenException, InterruptedException {
    Engine engine = Engine.create(config, cryptoki, clock, nanoTime);
    return new Opening(engine, clock, nanoTime).patiently(patience);
  }

  /// The key that shows whether the token works.
  Sentinel sentinel() throws HsmOpenException {
    Optional<String> noSealing = table.obstacle(Algorithm.ENCRYPT_AES_GCM_256);
    if (noSealing.isPresent()) {
      throw new HsmOpenException(
          Kind.TOKEN_UNUSABLE, "the token cannot encrypt values at rest: " + noSealing.get());
    }
    for (Algorithm candidate : SENTINELS) {
      try {
        SigningRow row = table.signing(candidate);
        return new Sentinel(
            engine.config(), engine.lanes(), engine.finder(), row, signer, table.lifecycle());
      } catch (AlgorithmUnsupported e) {
        // The next one, then.
      }
    }
    throw new HsmOpenException(
        Kind.TOKEN_UNUSABLE, "the token signs neither with P-256 nor with RSA");
  }

  /// What use cases need of it, with software keys refused.
  public HsmPorts ports() {
    return ports(new ProcessKeys(false));
  }

  /// What use cases need of it.
  ///
  /// @param software the keys of algorithms that no token has
  public HsmPorts ports(SoftwareKeys software) {
    return new HsmPorts(
        keys, keys, exporter, signer, verifier, cipher, cipher, cipher, engine.finder(), software);
  }

  /// Makes keys.
  public KeyGenerator keyGenerator() {
    return keys;
  }

  /// Lets keys in.
  public KeyImporter keyImporter() {
    return keys;
  }

  /// Lets keys out.
  public KeyExporter keyExporter() {
    return exporter;
  }

  /// Destroys keys.
  public KeyDestroyer keyDestroyer() {
    return keys;
  }

  /// Lists keys, and finds out whether they are there.
  public KeyInventory keyInventory() {
    return keys;
  }

  /// Looks for keys that were not found.
  public KeySearch keySearch() {
    return engine.finder();
  }

  /// Signs.
  public Signer signer() {
    return signer;
  }

  /// Verifies.
  public Verifier verifier() {
    return verifier;
  }

  /// Encrypts and decrypts for callers.
  public Encryptor encryptor() {
    return cipher;
  }

  /// Encrypts and decrypts texts so that they keep their form.
  public FormatPreserver formatPreserver() {
    return cipher;
  }

  /// Encrypts values at rest.
  public Sealer sealer() {
    return cipher;
  }

  /// Why the token cannot do an algorithm; empty when it can.
  public Optional<String> obstacle(Algorithm algorithm) {
    return table.obstacle(algorithm);
  }

  /// What the trials at the start found, for every algorithm.
  public List<AlgorithmSupport> support() {
    return table.support();
  }

  /// What the token said about itself when the library was started last; empty while it is not.
  public Optional<TokenInfo> token() {
    return engine.library().token();
  }

  /// How the layer is doing now. Makes no call to the token.
  public HsmHealth health() {
    return engine.health();
  }

  /// Counters since the start.
  public HsmMetrics metrics() {
    return engine.metrics();
  }

  /// The id under which [KeyInventory] lists the key of a reference.
  ///
  /// @throws IllegalArgumentException when this layer did not make the reference
  public static Bytes idOf(KeyRef ref) {
    return ResidentKey.parse(ref).id();
  }

  /// Ends all calls with [Unavailable], finalises the library and erases the PIN. Idempotent.
  @Override
  public void close() {
    engine.close();
  }
}
