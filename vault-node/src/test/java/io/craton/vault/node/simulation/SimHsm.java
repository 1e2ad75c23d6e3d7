package io.craton.vault.node.simulation;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Encryptor;
import io.craton.vault.core.port.KeyDestroyer;
import io.craton.vault.core.port.KeyGenerator;
import io.craton.vault.core.port.KeyInventory;
import io.craton.vault.core.port.KeySearch;
import io.craton.vault.core.port.Sealer;
import io.craton.vault.core.port.Signer;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Unavailable.Reason;
import io.craton.vault.core.port.Verifier;
import io.craton.vault.core.service.HsmPorts;
import io.craton.vault.core.testing.FakeSoftwareKeys;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What one node sees of the token, through a library that fails as told: each call takes time, and
/// other things happen meanwhile.
final class SimHsm
    implements KeyGenerator,
        Signer,
        Verifier,
        Encryptor,
        Sealer,
        KeyDestroyer,
        KeyInventory,
        KeySearch {
  private static final Duration CALL = Duration.ofMillis(3);
  private static final Duration MAKING = Duration.ofMillis(40);
  private static final Duration LONGEST_STANDSTILL = Duration.ofSeconds(40);
  private static final int GENERATIONS = 3;

  private final Cluster cluster;
  private final SimNode node;
  private final World world;
  private final SimToken token;
  private final HsmTrouble trouble;

  SimHsm(Cluster cluster, SimNode node) {
    this.cluster = cluster;
    this.node = node;
    this.world = cluster.world();
    this.token = cluster.token();
    this.trouble = new HsmTrouble(cluster, node);
  }

  HsmTrouble trouble() {
    return trouble;
  }

  HsmPorts ports() {
    return new HsmPorts(
        this,
        new UnusedPorts(),
        new UnusedPorts(),
        this,
        this,
        this,
        new UnusedPorts(),
        this,
        this,
        new FakeSoftwareKeys());
  }

  /// Something that the token does in one go.
  private interface Action<T> {
    T run() throws Unavailable;
  }

  /// The whole of a call: whatever is wrong shows before, after or instead of what it does.
  private <T> T call(Duration usual, Deadline deadline, Action<T> action) throws Unavailable {
    trouble.before(deadline);
    world.sleep(world.random().nextLong(usual.toNanos()) + 1);
    HsmTrouble.Ending ending = trouble.draw();
    return switch (ending) {
      case FINE -> action.run();
      case SLOW -> {
        world.sleep(world.between(CALL, Duration.ofSeconds(4)));
        if (deadline.expired()) {
          world.schedule(world.forever(), 0, () -> late(action));
          throw new Unavailable(Reason.DEADLINE, "the token was slow", Duration.ofSeconds(1));
        }
        yield action.run();
      }
      case HUNG -> {
        // The library comes back when nobody waits any more, or never.
        long away = deadline.remaining().toNanos();
        if (world.chance(0.5)) {
          world.schedule(world.forever(), away + world.between(CALL, MAKING), () -> late(action));
        }
        world.sleep(away);
        throw new Unavailable(Reason.DEADLINE, "the token hangs", Duration.ofSeconds(1));
      }
      case FAILED ->
          throw new Unavailable(Reason.HSM_FAILED, "CKR_GENERAL_ERROR", Duration.ofSeconds(1));
      case DONE_UNTOLD -> {
        var _ = action.run();
        throw new Unavailable(Reason.HSM_FAILED, "no confirmation", Duration.ofSeconds(1));
      }
      case OVERLOADED ->
          throw new Unavailable(Reason.OVERLOADED, "CKR_SESSION_COUNT", Duration.ofSeconds(1));
      case STANDSTILL -> {
        T done = action.run();
        node.standStill(Duration.ofNanos(world.between(Duration.ZERO, LONGEST_STANDSTILL)));
        world.sleep(CALL);
        yield done;
      }
      case CRASH -> {
        var _ = action.run();
        world.schedule(world.forever(), 0, node::crashAndReturn);
        world.sleep(Duration.ofHours(1));
        throw new IllegalStateException("a process that crashed went on");
      }
    };
  }

  /// What comes of a call that nobody waits for. A key that is gone by then is no longer used.
  private static <T> void late(Action<T> action) {
    try {
      var _ = action.run();
    } catch (Unavailable | IllegalStateException nobodyHears) {
      return;
    }
  }

  /// The object that a reference means to this library.
  private KeyRef find(KeyRef key) throws Unavailable {
    if (!token.holds(key) || trouble.isInvisible(key)) {
      throw new Unavailable(Reason.HSM_KEY_MISSING, "no such key", Duration.ofSeconds(1));
    }
    return key;
  }

  // ---- Ports

  @Override
  public Generated generate(Algorithm algorithm, boolean exportable, Deadline deadline)
      throws Unavailable {
    KeyRef made = make(deadline);
    return new Generated(
        made, algorithm.asymmetric() ? Optional.of(token.publicKey(made)) : Optional.empty());
  }

  @Override
  public KeyRef generateKek(Deadline deadline) throws Unavailable {
    return make(deadline);
  }

  private KeyRef make(Deadline deadline) throws Unavailable {
    for (int attempt = 1; ; attempt++) {
      if (!trouble.collides()) {
        return call(
            MAKING,
            deadline,
            () -> {
              KeyRef made = token.make(node.ownSecond());
              cluster.others(node).forEach(other -> other.hsm().trouble.mayNotSee(made));
              return made;
            });
      }
      token.leaveStub(node.ownSecond());
      if (attempt == GENERATIONS) {
        throw new Unavailable(Reason.HSM_FAILED, "CKR_GENERAL_ERROR", Duration.ofSeconds(1));
      }
    }
  }

  @Override
  public Bytes sign(KeyRef key, Algorithm algorithm, byte[] message, Deadline deadline)
      throws Unavailable {
    return call(CALL, deadline, () -> token.sign(handle(find(key)), message));
  }

  private KeyRef handle(KeyRef key) {
    return cluster.mutation() == Mutation.STALE_HANDLE && world.chance(0.02)
        ? token.another(key).orElse(key)
        : key;
  }

  @Override
  public boolean verify(
      PublicKey key, Algorithm algorithm, byte[] message, byte[] signature, Deadline deadline)
      throws Unavailable {
    return call(CALL, deadline, () -> token.verify(key, message, signature));
  }

  @Override
  public Bytes encrypt(
      KeyRef key, Algorithm algorithm, byte[] plaintext, byte[] associatedData, Deadline deadline)
      throws Unavailable {
    return call(CALL, deadline, () -> token.encrypt(find(key), plaintext, associatedData));
  }

  @Override
  public Bytes encrypt(PublicKey key, Algorithm algorithm, byte[] plaintext) {
    throw new IllegalArgumentException(algorithm + " has no public key");
  }

  @Override
  public Optional<SecretBytes> decrypt(
      KeyRef key, Algorithm algorithm, byte[] ciphertext, byte[] associatedData, Deadline deadline)
      throws Unavailable {
    return call(
        CALL,
        deadline,
        () -> token.decrypt(find(key), ciphertext, associatedData).map(SecretBytes::takeOver));
  }

  @Override
  public Bytes seal(KeyRef kek, SecretBytes plaintext, Bytes associatedData, Deadline deadline)
      throws Unavailable {
    return call(
        CALL, deadline, () -> token.encrypt(find(kek), plaintext.toArray(), bound(associatedData)));
  }

  private byte[] bound(Bytes associatedData) {
    return cluster.mutation() == Mutation.DAMAGE_SEALED && world.chance(0.05)
        ? new byte[0]
        : associatedData.toArray();
  }

  @Override
  public SecretBytes open(KeyRef kek, Bytes ciphertext, Bytes associatedData, Deadline deadline)
      throws Unavailable {
    return call(
        CALL,
        deadline,
        () ->
            SecretBytes.takeOver(
                token
                    .decrypt(find(kek), ciphertext.toArray(), associatedData.toArray())
                    .orElseThrow(
                        () -> new IllegalStateException("sealed under another key or name"))));
  }

  @Override
  public void destroy(KeyRef key, Deadline deadline) throws Unavailable {
    var _ =
        call(
            CALL,
            deadline,
            () -> {
              cluster.auditor().destroying(key);
              if (cluster.mutation() != Mutation.DESTROY_NOTHING) {
                token.destroy(key);
              }
              return key;
            });
  }

  @Override
  public List<HeldKey> list(Deadline deadline) throws Unavailable {
    return call(
        MAKING,
        deadline,
        () -> token.list().stream().filter(held -> !trouble.isInvisible(held.object())).toList());
  }

  @Override
  public Set<Bytes> idsOfOthers(Deadline deadline) {
    return Set.of();
  }

  @Override
  public boolean isOfAnother(KeyRef key) {
    return false;
  }

  @Override
  public Bytes idOf(KeyRef key) {
    return key.value();
  }

  @Override
  public boolean holds(KeyRef key, Deadline deadline) throws Unavailable {
    return call(CALL, deadline, () -> token.holds(key) && !trouble.isInvisible(key));
  }

  @Override
  public void expect(KeyRef key) {
    trouble.startLibrary();
  }
}
