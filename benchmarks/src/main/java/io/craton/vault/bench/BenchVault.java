package io.craton.vault.bench;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.command.Command.Draft;
import io.craton.vault.core.command.RequestTag;
import io.craton.vault.core.id.IdempotencyKey;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.Labels;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.PublicKey;
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
import io.craton.vault.hsm.pkcs11.Cko;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// An in-memory vault with one key in a token, and the three levels at which it can be asked: the
/// library, the HSM layer, the use case. Thread-safe.
final class BenchVault {
  /// The size of messages and plaintexts, as far as the algorithm takes that many.
  private static final int MESSAGE_BYTES = 256;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final BenchToken token;
  private final Algorithm algorithm;
  private final CryptoService service;
  private final Caller caller;
  private final KeyChoice choice;
  private final Material.HsmKey key;

  private BenchVault(
      BenchToken token,
      Algorithm algorithm,
      CryptoService service,
      Caller caller,
      KeyChoice choice,
      Material.HsmKey key) {
    this.token = token;
    this.algorithm = algorithm;
    this.service = service;
    this.caller = caller;
    this.choice = choice;
    this.key = key;
  }

  /// Makes a vault, and a key for the algorithm in the token.
  static BenchVault on(BenchToken token, Algorithm algorithm) throws RequestRefused, Unavailable {
    Sources sources = new Sources(Clock.systemUTC(), BenchVault::random);
    HsmPorts ports = token.hsm().ports();
    InMemoryVault vault = InMemoryVault.withKek(new FakeHsm(), sources);
    String root = vault.mintRoot(sources);
    Caller caller =
        new Authentication(vault.replica(), sources).authenticate(root, BenchToken.deadline());
    ItemWriter writer = new ItemWriter(vault.replica(), ports, sources);
    ItemId id = writer.generateKey(call(caller), draft(algorithm)).item().id();
    VersionId version = new VersionId(id, VersionNumber.FIRST);
    Material material =
        vault.<Material>read(
            view -> view.version(version).orElseThrow().state().heldMaterial().orElseThrow());
    return new BenchVault(
        token,
        algorithm,
        new CryptoService(vault.replica(), ports, sources),
        caller,
        new KeyChoice(id, Optional.empty()),
        (Material.HsmKey) material);
  }

  private static Draft draft(Algorithm algorithm) {
    return new Draft(
        new ItemKind.Key(algorithm, false, Optional.empty()),
        FolderPath.ROOT,
        Optional.of("bench"),
        Labels.NONE,
        Optional.empty(),
        RotationSettings.INHERITED);
  }

  private static Call call(Caller caller) {
    IdempotencyKey key = new IdempotencyKey(Bytes.copyOf(new byte[IdempotencyKey.SIZE]));
    RequestTag tag = new RequestTag(key, List.of(), Bytes.empty());
    return new Call(caller, tag, BenchToken.deadline());
  }

  private static byte[] random(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  BenchToken token() {
    return token;
  }

  Hsm hsm() {
    return token.hsm();
  }

  Algorithm algorithm() {
    return algorithm;
  }

  Material.HsmKey key() {
    return key;
  }

  PublicKey publicKey() {
    return key.publicKey().orElseThrow();
  }

  CryptoService service() {
    return service;
  }

  KeyChoice choice() {
    return choice;
  }

  /// A request of its own, as every caller makes one.
  Call call() {
    return call(caller);
  }

  /// What is signed or encrypted.
  byte[] message() {
    return random(Math.min(MESSAGE_BYTES, algorithm.maxPlaintextBytes()));
  }

  /// The private or secret key's handle, for a session of this process.
  long handle(long session) throws CryptokiException {
    long objectClass = algorithm.asymmetric() ? Cko.PRIVATE_KEY : Cko.SECRET_KEY;
    return token.handle(session, key.ref(), objectClass);
  }
}
