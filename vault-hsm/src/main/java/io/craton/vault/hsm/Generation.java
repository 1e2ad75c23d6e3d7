package io.craton.vault.hsm;

import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.port.KeyGenerator.Generated;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Unavailable.Reason;
import io.craton.vault.hsm.Epoch.KnownKey;
import io.craton.vault.hsm.pkcs11.Cryptoki;
import io.craton.vault.hsm.pkcs11.Cryptoki.KeyPairHandles;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import io.craton.vault.hsm.pkcs11.Mechanism;
import java.util.Optional;
import java.util.function.Supplier;

/// Makes one key and proves that it is what was asked for. Whatever goes wrong afterwards, the key
/// is destroyed again.
final class Generation implements Task<Generated> {
  private final Supplier<KeyTemplates> templates;

  /// @param templates as [Making#key] wants it
  Generation(Supplier<KeyTemplates> templates) {
    this.templates = templates;
  }

  @Override
  public Generated run(Session session) throws CryptokiException, Unavailable {
    return Making.key(session, templates, made -> generate(session, made));
  }

  private static Generated generate(Session session, KeyTemplates made)
      throws CryptokiException, Unavailable {
    Cryptoki cryptoki = session.cryptoki();
    Mechanism mechanism = Mechanism.plain(made.form().generation());
    if (!made.form().spec().asymmetric()) {
      long key = cryptoki.generateKey(session.handle(), mechanism, made.key());
      return accept(session, made, key, Optional.empty());
    }
    KeyPairHandles pair =
        cryptoki.generateKeyPair(session.handle(), mechanism, made.publicHalf(), made.key());
    try {
      PublicKey publicKey = Spki.read(cryptoki, session.handle(), pair.publicKey(), made.form());
      cryptoki.destroyObject(session.handle(), pair.publicKey());
      return accept(session, made, pair.privateKey(), Optional.of(publicKey));
    } catch (CryptokiException | RuntimeException e) {
      session.markBroken();
      Making.destroyStubs(session, made);
      throw e;
    }
  }

  private static Generated accept(
      Session session, KeyTemplates made, long key, Optional<PublicKey> publicKey)
      throws CryptokiException, Unavailable {
    Optional<String> mismatch = made.mismatch(session.cryptoki(), session.handle(), key);
    if (mismatch.isPresent()) {
      session.cryptoki().destroyObject(session.handle(), key);
      throw new Unavailable(
          Reason.HSM_FAILED,
          "the HSM made a key with other protection than asked for, now destroyed: "
              + mismatch.get(),
          HsmLimits.RETRY_LATE);
    }
    KeyRef ref = new ResidentKey(made.form(), made.id()).toRef();
    session.epoch().remember(ref, new KnownKey(made.form(), key));
    return new Generated(ref, publicKey);
  }

  @Override
  public void discard(Session session, Generated result) throws CryptokiException {
    session.epoch().keys().remove(result.ref());
    Destruction.destroyAll(session, ResidentKey.parse(result.ref()).id());
  }
}
