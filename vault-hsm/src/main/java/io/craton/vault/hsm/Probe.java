package io.craton.vault.hsm;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.hsm.MechanismTable.Row;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import java.util.Optional;
import java.util.OptionalLong;

/// Tries every algorithm with keys that vanish with the session, and fills the [MechanismTable].
/// The number of a mechanism does not say what it does, so each is made to prove it in a trial
/// ([Trials]). Makes and destroys one key in the token, so it needs exclusive access.
final class Probe implements Task<MechanismTable> {
  private final String label;

  /// @param label of the key that is made, such that the sweep knows it as an orphan
  Probe(String label) {
    this.label = label;
  }

  @Override
  public MechanismTable run(Session session) throws CryptokiException {
    MechanismTable.Builder table = new MechanismTable.Builder();
    Trials trials = new Trials(session);
    for (Algorithm algorithm : Algorithm.values()) {
      Optional<KeyForm> form = KeyForm.of(algorithm.keySpec());
      if (form.isPresent()) {
        Operation operation = Operation.of(algorithm.scheme());
        Optional<String> obstacle = obstacle(session, trials, form.get(), operation);
        table.add(algorithm, new Row(form.get(), operation, obstacle));
      }
    }
    OptionalLong wrapping = trials.wrapping();
    trials.cleanUp();
    return table.build(trials.keepsLifecycle(label), wrapping);
  }

  private static Optional<String> obstacle(
      Session session, Trials trials, KeyForm form, Operation operation) throws CryptokiException {
    try {
      return trials.obstacle(form, operation);
    } catch (CryptokiException e) {
      return switch (ErrorClass.of(e)) {
        case LIBRARY_DOWN, NOT_LOGGED_IN, SESSION_LOST, NO_SESSION, PIN_REFUSED -> throw e;
        case BAD_INPUT, KEY_GONE, STALE_HANDLE, POLICY, UNSUPPORTED, TRANSIENT, HUNG, FAILED -> {
          session.markBroken();
          yield Optional.of(e.getMessage());
        }
      };
    }
  }
}
