package io.craton.vault.hsm;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.hsm.MechanismTable.Row;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/// Tries every algorithm with keys that vanish with the session, and fills the [MechanismTable].
/// The number of a mechanism does not say what it does, so each is made to prove it in a trial
/// ([Trials]). Makes and destroys one key in the token, so it needs exclusive access.
final class Probe implements Task<MechanismTable> {
  private final String label;
  private final LongSupplier nanoTime;

  /// @param label of the key that is made, such that the sweep knows it as an orphan
  /// @param nanoTime a monotonic clock, for how long trials take
  Probe(String label, LongSupplier nanoTime) {
    this.label = label;
    this.nanoTime = nanoTime;
  }

  @Override
  public MechanismTable run(Session session) throws CryptokiException {
    MechanismTable.Builder table = new MechanismTable.Builder();
    Trials trials = new Trials(session);
    for (Algorithm algorithm : Algorithm.values()) {
      Optional<KeyForm> form = KeyForm.of(algorithm.keySpec());
      if (form.isPresent()) {
        Operation operation = Operation.of(algorithm.scheme());
        long start = nanoTime.getAsLong();
        Optional<String> obstacle = obstacle(session, trials, form.get(), operation);
        Duration trial = Duration.ofNanos(nanoTime.getAsLong() - start);
        table.add(algorithm, new Row(form.get(), operation, obstacle, trial));
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
