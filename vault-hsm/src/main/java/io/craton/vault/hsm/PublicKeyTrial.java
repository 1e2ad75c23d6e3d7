package io.craton.vault.hsm;

import io.craton.vault.core.item.PublicKey;
import io.craton.vault.hsm.MechanismTable.SigningRow;
import io.craton.vault.hsm.pkcs11.Cryptoki;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import io.craton.vault.hsm.pkcs11.Template;

/// Whether the token verifies with a public key: it gets the key as a session object, and a
/// signature of zeros to look at. What it finds of that signature does not matter; that it looks
/// does. The object is destroyed again.
final class PublicKeyTrial implements Task<Boolean> {
  private static final byte[] MESSAGE = {'t', 'r', 'i', 'a', 'l'};

  private final SigningRow row;
  private final Template template;

  private PublicKeyTrial(SigningRow row, Template template) {
    this.row = row;
    this.template = template;
  }

  /// @throws IllegalArgumentException when `key` is no public key of the row's form
  static PublicKeyTrial of(SigningRow row, PublicKey key) {
    return new PublicKeyTrial(row, KeyTemplates.publicKey(row.form(), key));
  }

  @Override
  public Boolean run(Session session) throws CryptokiException {
    Cryptoki cryptoki = session.cryptoki();
    long half;
    try {
      half = cryptoki.createObject(session.handle(), template);
    } catch (CryptokiException e) {
      if (Import.REFUSALS.contains(e.code())) {
        return false;
      }
      throw e;
    }
    try {
      byte[] input = row.signature().input(MESSAGE);
      var _ =
          TokenVerifier.verify(
              session, row.signature(), half, input, new byte[row.signatureBytes()]);
      return true;
    } catch (CryptokiException e) {
      if (Import.REFUSALS.contains(e.code())) {
        return false;
      }
      throw e;
    } finally {
      cryptoki.destroyObject(session.handle(), half);
    }
  }
}
