package io.craton.vault.hsm;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.port.AlgorithmUnsupported;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Unavailable.Reason;
import io.craton.vault.core.port.Verifier;
import io.craton.vault.hsm.Epoch.KnownKey;
import io.craton.vault.hsm.MechanismTable.SigningRow;
import io.craton.vault.hsm.pkcs11.Ckr;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import java.util.Optional;

/// Verifies in the token, with the public key as a session object. One long-lived session owns
/// these objects, because an object dies with the session that made it; all sessions can use them.
/// Eviction excludes running verifications, so a handle cannot come to mean another key under them.
/// Thread-safe.
final class TokenVerifier implements Verifier {
  private final Lane lane;
  private final Lane anchor;
  private final Gate gate;
  private final MechanismTable table;

  /// @param anchor a lane with one session that is never closed while it works
  TokenVerifier(Lane lane, Lane anchor, Gate gate, MechanismTable table) {
    this.lane = lane;
    this.anchor = anchor;
    this.gate = gate;
    this.table = table;
  }

  /// @throws IllegalArgumentException when `key` is no public key of the algorithm
  @Override
  public boolean verify(
      PublicKey key, Algorithm algorithm, byte[] message, byte[] signature, Deadline deadline)
      throws Unavailable, AlgorithmUnsupported {
    SigningRow row = table.signing(algorithm);
    if (signature.length != row.signatureBytes()) {
      return false;
    }
    byte[] input = row.signature().input(message);
    return gate.pass(deadline, () -> verify(key, row, input, signature, deadline));
  }

  private boolean verify(
      PublicKey key, SigningRow row, byte[] input, byte[] signature, Deadline deadline)
      throws Unavailable {
    for (int attempt = 0; attempt < HsmLimits.PUBLIC_KEY_ATTEMPTS; attempt++) {
      Optional<Boolean> verdict =
          lane.run(
              HsmOperation.VERIFY,
              session -> tryVerify(session, key, row, input, signature),
              deadline);
      if (verdict.isPresent()) {
        return verdict.get();
      }
      if (anchor.run(
          HsmOperation.LOAD_PUBLIC_KEY, session -> session.epoch().publicKeysFull(), deadline)) {
        anchor.run(HsmOperation.EVICT_PUBLIC_KEY, TokenVerifier::evict, deadline);
      }
      anchor.run(
          HsmOperation.LOAD_PUBLIC_KEY, session -> create(session, key, row.form()), deadline);
    }
    throw new Unavailable(
        Reason.HSM_FAILED, "the HSM does not keep public keys", HsmLimits.RETRY_LATE);
  }

  /// Empty when the token does not hold the public key.
  private static Optional<Boolean> tryVerify(
      Session session, PublicKey key, SigningRow row, byte[] input, byte[] signature)
      throws CryptokiException {
    KnownKey known = session.epoch().publicKeys().get(key);
    if (known == null) {
      return Optional.empty();
    }
    long handle = known.handleAs(row.form());
    try {
      return Optional.of(verify(session, row.signature(), handle, input, signature));
    } catch (CryptokiException e) {
      if (ErrorClass.of(e) == ErrorClass.STALE_HANDLE) {
        session.epoch().publicKeys().remove(key, known);
        return Optional.empty();
      }
      throw e;
    }
  }

  private static boolean create(Session session, PublicKey key, KeyForm form)
      throws CryptokiException {
    Epoch epoch = session.epoch();
    if (!epoch.publicKeys().containsKey(key)) {
      long handle = Making.sessionObject(session, KeyTemplates.publicKey(form, key));
      epoch.publicKeys().put(key, new KnownKey(form, handle));
    }
    return true;
  }

  private static boolean evict(Session session) throws CryptokiException {
    Optional<KnownKey> evicted = session.epoch().evictPublicKey();
    if (evicted.isPresent()) {
      destroy(session, evicted.get().handle());
    }
    return true;
  }

  private static void destroy(Session session, long handle) throws CryptokiException {
    try {
      session.cryptoki().destroyObject(session.handle(), handle);
    } catch (CryptokiException e) {
      if (ErrorClass.of(e) != ErrorClass.STALE_HANDLE) {
        throw e;
      }
    }
  }

  static boolean verify(
      Session session, Operation.Authentication operation, long key, byte[] input, byte[] signature)
      throws CryptokiException {
    session.cryptoki().verifyInit(session.handle(), operation.mechanism(), key);
    try {
      session.cryptoki().verify(session.handle(), input, signature);
      return true;
    } catch (CryptokiException e) {
      if (e.code() == Ckr.SIGNATURE_INVALID || e.code() == Ckr.SIGNATURE_LEN_RANGE) {
        return false;
      }
      throw e;
    }
  }
}
