package io.craton.vault.hsm;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.port.AlgorithmUnsupported;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Signer;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.hsm.MechanismTable.SigningRow;
import io.craton.vault.hsm.pkcs11.CryptokiException;

/// Signs with keys in the token; hashing is done in the calling thread. Thread-safe.
final class TokenSigner implements Signer {
  private final Lane lane;
  private final Gate gate;
  private final MechanismTable table;
  private final KeyFinder finder;

  TokenSigner(Lane lane, Gate gate, MechanismTable table, KeyFinder finder) {
    this.lane = lane;
    this.gate = gate;
    this.table = table;
    this.finder = finder;
  }

  @Override
  public Bytes sign(KeyRef key, Algorithm algorithm, byte[] message, Deadline deadline)
      throws Unavailable, AlgorithmUnsupported {
    SigningRow row = table.signing(algorithm);
    return gate.pass(deadline, () -> signUngated(key, row, message, deadline));
  }

  /// The same while the breaker is open: for the health check.
  Bytes signUngated(KeyRef key, SigningRow row, byte[] message, Deadline deadline)
      throws Unavailable {
    byte[] input = row.signature().input(message);
    byte[] signed =
        lane.run(HsmOperation.SIGN, session -> signOn(session, key, row, input), deadline);
    if (signed.length != row.signatureBytes()) {
      throw new IllegalStateException(
          "signature: expected %d bytes, found %d".formatted(row.signatureBytes(), signed.length));
    }
    return Bytes.takeOver(signed);
  }

  private byte[] signOn(Session session, KeyRef key, SigningRow row, byte[] input)
      throws CryptokiException, Unavailable {
    return finder.use(
        session,
        key,
        row.form(),
        handle -> {
          session.cryptoki().signInit(session.handle(), row.signature().mechanism(), handle);
          return session.cryptoki().sign(session.handle(), input, row.signatureBytes());
        });
  }
}
