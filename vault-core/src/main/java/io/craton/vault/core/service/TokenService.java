package io.craton.vault.core.service;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.algorithm.Purpose;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.port.AlgorithmUnsupported;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.CryptoService.KeyChoice;
import io.craton.vault.core.service.CryptoService.KeyUsed;
import io.craton.vault.core.service.CryptoService.Verification;
import io.craton.vault.core.service.KeyUse.UsableKey;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.Function;

/// Signs and verifies JSON Web Signatures (RFC 7515) with keys of purpose jwt. What they look like
/// is the caller's business. Thread-safe.
public final class TokenService {
  private final KeyUse use;
  private final HsmPorts hsm;

  public TokenService(Replica replica, HsmPorts hsm, Sources sources) {
    this.use = new KeyUse(new Views(replica, sources), hsm.search());
    this.hsm = hsm;
  }

  /// A signature: r‖s for ECDSA, the whole code for HMAC (RFC 7518 sections 3.2 and 3.4).
  public record TokenSignature(KeyUsed key, Bytes value) {}

  /// Signs with the current version.
  ///
  /// @param signingInput what is signed, for the key that it is signed with
  public TokenSignature sign(Call call, ItemId id, Function<KeyUsed, byte[]> signingInput)
      throws RequestRefused, Unavailable {
    return use.with(
        call,
        new KeyChoice(id, Optional.empty()),
        Purpose.JWT,
        KeyUse.PRODUCING,
        key -> new TokenSignature(key.used(), code(call, key, signingInput.apply(key.used()))));
  }

  /// Whether `signature` is one of `signingInput` by that key.
  ///
  /// @param algorithm the wire name that the token gives; it never decides how is verified, and
  ///   another one than the key's makes the signature invalid
  public Verification verify(
      Call call, KeyChoice choice, String algorithm, byte[] signingInput, byte[] signature)
      throws RequestRefused, Unavailable {
    return use.with(
        call,
        choice,
        Purpose.JWT,
        KeyUse.CONSUMING,
        key -> {
          Algorithm own = key.used().algorithm();
          boolean valid =
              own.wireName().equals(algorithm) && verifies(call, key, signingInput, signature);
          return new Verification(key.used(), valid);
        });
  }

  private boolean verifies(Call call, UsableKey key, byte[] signingInput, byte[] signature)
      throws RequestRefused, Unavailable, AlgorithmUnsupported {
    if (key.publicKey().isPresent()) {
      return hsm.verifier()
          .verify(
              key.publicKey().get(),
              key.used().algorithm(),
              signingInput,
              signature,
              call.deadline());
    }
    return MessageDigest.isEqual(code(call, key, signingInput).toArray(), signature);
  }

  private Bytes code(Call call, UsableKey key, byte[] signingInput)
      throws RequestRefused, Unavailable, AlgorithmUnsupported {
    return hsm.signer().sign(key.ref(), key.used().algorithm(), signingInput, call.deadline());
  }
}
