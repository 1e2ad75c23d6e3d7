package io.craton.vault.core.service;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.algorithm.EcdsaSignature;
import io.craton.vault.core.algorithm.KeySpec;
import io.craton.vault.core.algorithm.Purpose;
import io.craton.vault.core.algorithm.Scheme;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.port.AlgorithmUnsupported;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.token.Permission;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Sign, verify, encrypt, decrypt with keys of the vault. Thread-safe.
///
/// The state of the version is checked before the HSM is asked and again before the answer is
/// given. Which states permit what: contract section 4.2.
public final class CryptoService {
  static final Set<StateName> PRODUCING = Set.of(StateName.ACTIVE);
  static final Set<StateName> CONSUMING =
      Set.of(StateName.ACTIVE, StateName.DEACTIVATED, StateName.SUSPENDED, StateName.COMPROMISED);

  private final Views views;
  private final HsmPorts hsm;

  public CryptoService(Replica replica, HsmPorts hsm, Sources sources) {
    this.views = new Views(replica.state(), sources);
    this.hsm = hsm;
  }

  /// Names the key of an operation.
  ///
  /// @param version the current one when empty
  public record KeyChoice(ItemId id, Optional<VersionNumber> version) {}

  /// Which key an operation was done with.
  public record KeyUsed(ItemId id, VersionNumber version, Algorithm algorithm) {}

  /// A signature; ECDSA ones in DER (RFC 3279 §2.2.3).
  public record Signature(KeyUsed key, Bytes value, PublicKey publicKey) {}

  /// Whether a signature was valid.
  public record Verification(KeyUsed key, boolean valid) {}

  /// A ciphertext in the layout of its algorithm.
  public record Ciphertext(KeyUsed key, Bytes value) {}

  /// A plaintext, to be closed when the answer is written.
  public record Plaintext(KeyUsed key, SecretBytes value) {}

  /// Signs the whole message.
  public Signature sign(Call call, KeyChoice choice, byte[] message)
      throws RequestRefused, Unavailable {
    UsableKey key = find(call, choice, Purpose.SIGNING, PRODUCING);
    Bytes raw;
    try {
      raw = hsm.signer().sign(key.ref(), key.used().algorithm(), message, call.deadline());
    } catch (AlgorithmUnsupported e) {
      throw Refusals.unsupported(e);
    }
    recheck(call, key, Purpose.SIGNING, PRODUCING);
    Bytes wire =
        key.used().algorithm().scheme() instanceof Scheme.Ecdsa ? EcdsaSignature.toDer(raw) : raw;
    return new Signature(key.used(), wire, key.publicKey().orElseThrow());
  }

  /// Verifies a signature over the whole message. ECDSA signatures may be DER or r‖s.
  public Verification verify(Call call, KeyChoice choice, byte[] message, byte[] signature)
      throws RequestRefused, Unavailable {
    UsableKey key = find(call, choice, Purpose.SIGNING, CONSUMING);
    boolean valid = false;
    try {
      for (byte[] raw : rawForms(key.used().algorithm(), signature)) {
        valid =
            valid
                || hsm.verifier()
                    .verify(
                        key.publicKey().orElseThrow(),
                        key.used().algorithm(),
                        message,
                        raw,
                        call.deadline());
      }
    } catch (AlgorithmUnsupported e) {
      throw Refusals.unsupported(e);
    }
    recheck(call, key, Purpose.SIGNING, CONSUMING);
    return new Verification(key.used(), valid);
  }

  /// Encrypts with a fresh nonce.
  public Ciphertext encrypt(
      Call call, KeyChoice choice, byte[] plaintext, Optional<Bytes> associatedData)
      throws RequestRefused, Unavailable {
    UsableKey key = find(call, choice, Purpose.ENCRYPTION, PRODUCING);
    byte[] data = associatedData.orElse(Bytes.empty()).toArray();
    Bytes ciphertext;
    try {
      ciphertext =
          hsm.encryptor()
              .encrypt(key.ref(), key.used().algorithm(), plaintext, data, call.deadline());
    } catch (AlgorithmUnsupported e) {
      throw Refusals.unsupported(e);
    }
    recheck(call, key, Purpose.ENCRYPTION, PRODUCING);
    return new Ciphertext(key.used(), ciphertext);
  }

  /// Decrypts; every failure is the same `UNDECRYPTABLE`.
  public Plaintext decrypt(
      Call call, KeyChoice choice, byte[] ciphertext, Optional<Bytes> associatedData)
      throws RequestRefused, Unavailable {
    UsableKey key = find(call, choice, Purpose.ENCRYPTION, CONSUMING);
    byte[] data = associatedData.orElse(Bytes.empty()).toArray();
    Optional<SecretBytes> plaintext;
    try {
      plaintext =
          hsm.encryptor()
              .decrypt(key.ref(), key.used().algorithm(), ciphertext, data, call.deadline());
    } catch (AlgorithmUnsupported e) {
      throw Refusals.unsupported(e);
    }
    try {
      recheck(call, key, Purpose.ENCRYPTION, CONSUMING);
    } catch (RequestRefused | Unavailable e) {
      plaintext.ifPresent(SecretBytes::close);
      throw e;
    }
    if (plaintext.isEmpty()) {
      throw new RequestRefused(
          Rejection.Code.UNDECRYPTABLE, "the ciphertext cannot be decrypted with this key");
    }
    return new Plaintext(key.used(), plaintext.get());
  }

  /// The forms r‖s that a signature given by a caller may stand for; none when it is of no form.
  private static List<byte[]> rawForms(Algorithm algorithm, byte[] signature) {
    if (!(algorithm.keySpec() instanceof KeySpec.Ec ec)) {
      return List.of(signature);
    }
    int coordinateBytes = ec.curve().coordinateBytes();
    Optional<Bytes> fromDer = EcdsaSignature.fromDer(signature, coordinateBytes);
    if (fromDer.isPresent()) {
      return List.of(fromDer.get().toArray());
    }
    return signature.length == 2 * coordinateBytes ? List.of(signature) : List.of();
  }

  private UsableKey find(Call call, KeyChoice choice, Purpose purpose, Set<StateName> states)
      throws RequestRefused, Unavailable {
    return views.read(call.caller(), reading -> find(reading, choice, purpose, states));
  }

  private void recheck(Call call, UsableKey key, Purpose purpose, Set<StateName> states)
      throws RequestRefused, Unavailable {
    KeyChoice same = new KeyChoice(key.used().id(), Optional.of(key.used().version()));
    find(call, same, purpose, states);
  }

  /// The key, if it may be used for that: type, purpose, version, availability, state, in this
  /// order.
  static UsableKey find(Reading reading, KeyChoice choice, Purpose purpose, Set<StateName> states)
      throws RequestRefused {
    Item item = reading.item(choice.id(), Permission.CRYPTO);
    ItemKind.Key kind = reading.key(item);
    if (kind.algorithm().purpose() != purpose) {
      throw new RequestRefused(
          Rejection.Code.WRONG_PURPOSE,
          "key "
              + item.id()
              + " is for "
              + kind.algorithm().purpose().wireName()
              + ", not for "
              + purpose.wireName());
    }
    VersionNumber number = choice.version().orElseGet(item.history()::current);
    ItemVersion version = reading.version(item.id(), number);
    if (states.equals(PRODUCING)) {
      reading.requireEnabled(item);
    }
    reading.requireState(version, states);
    if (!(version.state().heldMaterial().orElse(null) instanceof Material.HsmKey key)) {
      throw new IllegalStateException("version " + version.id() + " of a key has no key");
    }
    return new UsableKey(new KeyUsed(item.id(), number, kind.algorithm()), key);
  }

  record UsableKey(KeyUsed used, Material.HsmKey key) {
    KeyRef ref() {
      return key.ref();
    }

    Optional<PublicKey> publicKey() {
      return key.publicKey();
    }
  }
}
