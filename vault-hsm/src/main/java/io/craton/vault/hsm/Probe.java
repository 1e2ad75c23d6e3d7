package io.craton.vault.hsm;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.hsm.MechanismTable.Row;
import io.craton.vault.hsm.Question.Answer;
import io.craton.vault.hsm.Question.Trial;
import io.craton.vault.hsm.pkcs11.Ckm;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Tries every algorithm with keys that vanish with the session, and fills the [MechanismTable].
/// The number of a mechanism does not say what it does, so each is made to prove it in a trial
/// ([Trials]). A call that fails costs no algorithm: each is a [Question], and without its answer
/// there is no table. Makes and destroys one key in the token. For one run.
final class Probe {
  /// The numbers of AES-KWP moved between versions of the standard, and NSS uses the older one for
  /// another padding.
  private static final long[] WRAPPINGS = {Ckm.AES_KEY_WRAP_KWP, Ckm.AES_KEY_WRAP_PAD};

  /// The vault cannot do without these, so they are asked first, and what failures of others are
  /// compared with. A control makes the calls that the question makes, with another mechanism: a
  /// token that fails whatever signs refuses no algorithm.
  private static final Algorithm SEALS = Algorithm.ENCRYPT_AES_GCM_256;

  private static final Algorithm SIGNS = Algorithm.SIGN_ES256;
  private static final Algorithm SIGNS_TOO = Algorithm.SIGN_RSA_PKCS1_2048;

  private final Lanes lanes;
  private final String label;
  private final LongSupplier nanoTime;
  private final Deadline deadline;

  /// Of the session of the last trial; used by the thread of the lane for changes only.
  private @Nullable Trials trials;

  private Algorithm signs = SIGNS_TOO;

  /// @param label of the key that is made, such that the sweep knows it as an orphan
  /// @param nanoTime a monotonic clock, for how long trials take
  Probe(Lanes lanes, String label, LongSupplier nanoTime) {
    this.lanes = lanes;
    this.label = label;
    this.nanoTime = nanoTime;
    this.deadline = Deadline.after(HsmLimits.OPEN, nanoTime);
  }

  /// Asks everything, within [HsmLimits#OPEN].
  ///
  /// @throws Unavailable when a question was not answered
  MechanismTable run() throws Unavailable {
    MechanismTable.Builder table = new MechanismTable.Builder();
    ask(SEALS, table);
    if (ask(SIGNS, table)) {
      signs = SIGNS;
    }
    for (Algorithm algorithm : Algorithm.values()) {
      if (algorithm != SEALS && algorithm != SIGNS && !algorithm.software()) {
        ask(algorithm, table);
      }
    }
    OptionalLong wrapping = wrapping();
    boolean lifecycle =
        obstacle(
                "keep a key from being copied",
                trial(with -> with.keepsLifecycle(label)),
                trial(SEALS))
            .isEmpty();
    lanes.run(HsmOperation.PROBE, this::cleanUp, deadline);
    return table.build(lifecycle, wrapping);
  }

  private boolean ask(Algorithm algorithm, MechanismTable.Builder table) throws Unavailable {
    KeyForm form = form(algorithm);
    Operation operation = Operation.of(algorithm.scheme());
    long start = nanoTime.getAsLong();
    Optional<String> obstacle =
        obstacle("do " + algorithm, trial(algorithm), () -> control(operation));
    Duration took = Duration.ofNanos(nanoTime.getAsLong() - start);
    table.add(algorithm, new Row(form, operation, obstacle, took));
    return obstacle.isEmpty();
  }

  private static KeyForm form(Algorithm algorithm) {
    return KeyForm.of(algorithm.keySpec()).orElseThrow();
  }

  private Trial trial(Algorithm algorithm) {
    KeyForm form = form(algorithm);
    Operation operation = Operation.of(algorithm.scheme());
    return trial(with -> with.answer(form, operation));
  }

  private Answer control(Operation operation) throws Unavailable {
    return switch (operation) {
      case Operation.Authentication authentication -> trial(signs).run();
      case AeadGcm gcm -> trial(SEALS).run();
      case CbcMode cbc -> trial(SEALS).run();
      case CfbMode cfb -> trial(SEALS).run();
      case Operation.FormatPreserving preserving -> trial(SEALS).run();
      case Oaep oaep -> {
        Answer signed = trial(signs).run();
        yield signed instanceof Answer.Yes ? trial(SEALS).run() : signed;
      }
    };
  }

  /// The mechanism that wraps a known key as RFC 5649 has it.
  private OptionalLong wrapping() throws Unavailable {
    for (long mechanism : WRAPPINGS) {
      String what = "wrap keys with mechanism 0x%x".formatted(mechanism);
      if (obstacle(what, trial(with -> with.wraps(mechanism)), trial(SEALS)).isEmpty()) {
        return OptionalLong.of(mechanism);
      }
    }
    return OptionalLong.empty();
  }

  private Optional<String> obstacle(String what, Trial trial, Trial control) throws Unavailable {
    return new Question(what, trial, control)
        .ask(pause -> LockSupport.parkNanos(this, pause.toNanos()));
  }

  /// Part of the trials of one session.
  private interface Part {
    Answer of(Trials trials) throws CryptokiException;
  }

  private Trial trial(Part part) {
    return () -> lanes.run(HsmOperation.PROBE, session -> answer(session, part), deadline);
  }

  /// An unclear answer ends the session with all that was made in it: an operation may be left
  /// open.
  private Answer answer(Session session, Part part) throws CryptokiException {
    Trials current = trials;
    if (current == null || current.session() != session) {
      current = new Trials(session);
      trials = current;
    }
    Answer answer;
    try {
      answer = part.of(current);
    } catch (CryptokiException e) {
      if (ErrorClass.of(e) == ErrorClass.NOT_LOGGED_IN) {
        throw e;
      }
      answer = Question.of(e);
    }
    if (answer instanceof Answer.Unclear) {
      session.markBroken();
    }
    return answer;
  }

  private boolean cleanUp(Session session) {
    Trials current = trials;
    if (current != null && current.session() == session) {
      current.cleanUp();
    }
    return true;
  }
}
