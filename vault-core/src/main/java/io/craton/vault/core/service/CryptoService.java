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
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.port.AlgorithmUnsupported;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.KeyUse.UsableKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Sign, verify, encrypt, decrypt with keys of the vault, which the HSM does unless the algorithm
/// is software. Thread-safe.
///
/// The state of the version is checked before the HSM is asked and again before the answer is
/// given. What names no version is done again when the key was rotated in between and the version
/// that it was done with may not be used so any more. Which states permit what: contract section
/// 4.2.
public final class CryptoService {
  private final KeyUse use;
  private final HsmPorts hsm;
  private final SoftwareUse software;

  public CryptoService(Replica replica, HsmPorts hsm, Sources sources) {
    Views views = new Views(replica, sources);
    this.use = new KeyUse(views, hsm.search());
    this.hsm = hsm;
    this.software = new SoftwareUse(views, hsm);
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

  /// Ciphertexts in the layout of their algorithm, in the order of the plaintexts.
  ///
  /// @param values empty for what is too long for the algorithm
  public record Ciphertexts(KeyUsed key, List<Optional<Bytes>> values) {
    public Ciphertexts {
      values = List.copyOf(values);
    }
  }

  /// Plaintexts in the order of the ciphertexts, to be closed when the answer is written.
  ///
  /// @param values empty for what is no ciphertext of the key; why is not told
  public record Plaintexts(KeyUsed key, List<Optional<SecretBytes>> values)
      implements AutoCloseable {
    public Plaintexts {
      values = List.copyOf(values);
    }

    @Override
    public void close() {
      values.forEach(value -> value.ifPresent(SecretBytes::close));
    }
  }

  /// Signs the whole message.
  public Signature sign(Call call, KeyChoice choice, byte[] message)
      throws RequestRefused, Unavailable {
    return use.with(
        call,
        choice,
        Purpose.SIGNING,
        KeyUse.PRODUCING,
        key -> {
          Algorithm algorithm = key.used().algorithm();
          Bytes raw =
              key.material() instanceof Material.SoftwareKey held
                  ? software.sign(call, key.used(), held, message)
                  : hsm.signer().sign(key.ref(), algorithm, message, call.deadline());
          Bytes wire = algorithm.scheme() instanceof Scheme.Ecdsa ? EcdsaSignature.toDer(raw) : raw;
          return new Signature(key.used(), wire, key.publicKey().orElseThrow());
        });
  }

  /// Verifies a signature over the whole message. ECDSA signatures may be DER or r‖s.
  public Verification verify(Call call, KeyChoice choice, byte[] message, byte[] signature)
      throws RequestRefused, Unavailable {
    return use.with(
        call,
        choice,
        Purpose.SIGNING,
        KeyUse.CONSUMING,
        key -> {
          boolean valid = false;
          for (byte[] raw : rawForms(key.used().algorithm(), signature)) {
            valid =
                valid
                    || hsm.verifier(key.used().algorithm())
                        .verify(
                            key.publicKey().orElseThrow(),
                            key.used().algorithm(),
                            message,
                            raw,
                            call.deadline());
          }
          return new Verification(key.used(), valid);
        });
  }

  /// Encrypts with everything random made anew.
  public Ciphertext encrypt(
      Call call, KeyChoice choice, byte[] plaintext, Optional<Bytes> associatedData)
      throws RequestRefused, Unavailable {
    Ciphertexts all = encryptAll(call, choice, List.of(plaintext), associatedData);
    Bytes value =
        all.values()
            .getFirst()
            .orElseThrow(() ->
                new RequestRefused(
                    Rejection.Code.PLAINTEXT_TOO_LONG,
                    "%s takes %d bytes at most, found %d"
                        .formatted(
                            all.key().algorithm().wireName(),
                            all.key().algorithm().maxPlaintextBytes(),
                            plaintext.length)));
    return new Ciphertext(all.key(), value);
  }

  /// Encrypts each of `plaintexts` by itself with the same version.
  public Ciphertexts encryptAll(
      Call call, KeyChoice choice, List<byte[]> plaintexts, Optional<Bytes> associatedData)
      throws RequestRefused, Unavailable {
    return use.with(
        call,
        choice,
        Purpose.ENCRYPTION,
        KeyUse.PRODUCING,
        key -> {
          requireBinding(key.used().algorithm(), associatedData);
          int max = key.used().algorithm().maxPlaintextBytes();
          List<Optional<Bytes>> ciphertexts = new ArrayList<>();
          for (byte[] plaintext : plaintexts) {
            ciphertexts.add(
                plaintext.length > max
                    ? Optional.empty()
                    : Optional.of(encrypt(key, plaintext, associatedData, call.deadline())));
          }
          return new Ciphertexts(key.used(), ciphertexts);
        });
  }

  private Bytes encrypt(
      UsableKey key, byte[] plaintext, Optional<Bytes> associatedData, Deadline deadline)
      throws RequestRefused, Unavailable, AlgorithmUnsupported {
    Algorithm algorithm = key.used().algorithm();
    if (algorithm.scheme() instanceof Scheme.RsaOaep) {
      return hsm.encryptor().encrypt(key.publicKey().orElseThrow(), algorithm, plaintext);
    }
    byte[] data = associatedData.orElse(Bytes.empty()).toArray();
    return hsm.encryptor().encrypt(key.ref(), algorithm, plaintext, data, deadline);
  }

  /// Decrypts; every failure is the same `UNDECRYPTABLE`.
  public Plaintext decrypt(
      Call call, KeyChoice choice, byte[] ciphertext, Optional<Bytes> associatedData)
      throws RequestRefused, Unavailable {
    Plaintexts all = decryptAll(call, choice, List.of(ciphertext), associatedData);
    SecretBytes value =
        all.values()
            .getFirst()
            .orElseThrow(() ->
                new RequestRefused(
                    Rejection.Code.UNDECRYPTABLE,
                    "the ciphertext cannot be decrypted with this key"));
    return new Plaintext(all.key(), value);
  }

  /// Decrypts each of `ciphertexts` by itself with the same version.
  public Plaintexts decryptAll(
      Call call, KeyChoice choice, List<byte[]> ciphertexts, Optional<Bytes> associatedData)
      throws RequestRefused, Unavailable {
    byte[] data = associatedData.orElse(Bytes.empty()).toArray();
    return use.with(
        call,
        choice,
        Purpose.ENCRYPTION,
        KeyUse.CONSUMING,
        key -> {
          requireBinding(key.used().algorithm(), associatedData);
          return decrypt(key, ciphertexts, data, call.deadline());
        },
        Plaintexts::close);
  }

  private Plaintexts decrypt(
      UsableKey key, List<byte[]> ciphertexts, byte[] data, Deadline deadline)
      throws RequestRefused, Unavailable, AlgorithmUnsupported {
    List<Optional<SecretBytes>> values = new ArrayList<>();
    try {
      for (byte[] ciphertext : ciphertexts) {
        values.add(
            hsm.encryptor().decrypt(key.ref(), key.used().algorithm(), ciphertext, data, deadline));
      }
    } catch (RequestRefused | Unavailable | AlgorithmUnsupported | RuntimeException e) {
      values.forEach(value -> value.ifPresent(SecretBytes::close));
      throw e;
    }
    return new Plaintexts(key.used(), values);
  }

  /// Only AES-GCM binds data to a ciphertext; elsewhere it would silently be lost.
  private static void requireBinding(Algorithm algorithm, Optional<Bytes> associatedData)
      throws RequestRefused {
    if (associatedData.isPresent() && !(algorithm.scheme() instanceof Scheme.AesGcm)) {
      throw new RequestRefused(
          Rejection.Code.ASSOCIATED_DATA_NOT_APPLICABLE,
          algorithm.wireName() + " takes no additional data");
    }
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
}
