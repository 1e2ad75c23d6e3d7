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
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Tries every algorithm with keys that vanish with the session, and fills the [MechanismTable].
/// The number of a mechanism does not say what it does, so each is made to prove it in a trial
/// ([Trials]). A call that fails costs no algorithm: each is a [Question], and without its answer
/// there is no table; clear answers are kept for the next attempt ([Findings]). Makes and destroys
/// one key in the token. For one run.
final class Probe {
  /// The numbers of AES-KWP moved between versions of the standard, and NSS uses the older one for
  /// another padding.
  private static final long[] WRAPPINGS = {Ckm.AES_KEY_WRAP_KWP, Ckm.AES_KEY_WRAP_PAD};

  private static final Algorithm SEALS = Algorithm.ENCRYPT_AES_GCM_256;
  private static final Algorithm SIGNS = Algorithm.SIGN_ES256;
  private static final Algorithm SIGNS_TOO = Algorithm.SIGN_RSA_PKCS1_2048;

  /// The vault cannot do without the first of these and one of the others.
  private static final List<Algorithm> FIRST = List.of(SEALS, SIGNS, SIGNS_TOO);

  /// What failures of a question are compared with: any of a group that works, and one of the next
  /// group only when the token clearly refuses all of the group. The first make the calls that the
  /// question makes, with another mechanism: a token that fails whatever signs refuses no
  /// algorithm.
  private static final List<List<Algorithm>> SIGNING =
      List.of(
          List.of(SIGNS, SIGNS_TOO, Algorithm.SIGN_ES384),
          List.of(Algorithm.JWT_HS256),
          List.of(SEALS));

  private static final List<List<Algorithm>> SEALING =
      List.of(
          List.of(SEALS, Algorithm.ENCRYPT_AES_CBC_256),
          List.of(SIGNS, SIGNS_TOO, Algorithm.SIGN_ES384));

  private final Lanes lanes;
  private final String label;
  private final Findings findings;
  private final LongSupplier nanoTime;

  /// Of the present question.
  private Deadline deadline;

  /// Of the session of the last trial; used by the thread of the lane for changes only.
  private @Nullable Trials trials;

  private final Set<Algorithm> works = EnumSet.noneOf(Algorithm.class);
  private final Set<Algorithm> refused = EnumSet.noneOf(Algorithm.class);

  /// @param label of the key that is made, such that the sweep knows it as an orphan
  /// @param findings of earlier probes of the same token; are added to
  /// @param nanoTime a monotonic clock, for how long trials take
  Probe(Lanes lanes, String label, Findings findings, LongSupplier nanoTime) {
    this.lanes = lanes;
    this.label = label;
    this.findings = findings;
    this.nanoTime = nanoTime;
    this.deadline = Deadline.after(HsmLimits.OPEN, nanoTime);
  }

  /// Asks everything that is not known yet, each question within [HsmLimits#OPEN].
  ///
  /// @throws Unavailable when a question was not answered
  MechanismTable run() throws Unavailable {
    MechanismTable.Builder table = new MechanismTable.Builder();
    for (Algorithm algorithm : FIRST) {
      ask(algorithm, table);
    }
    for (Algorithm algorithm : Algorithm.values()) {
      if (!FIRST.contains(algorithm) && !algorithm.software()) {
        ask(algorithm, table);
      }
    }
    OptionalLong wrapping = wrapping();
    boolean lifecycle =
        obstacle(
                "keep a key from being copied",
                trial(with -> with.keepsLifecycle(label, findings.keysLeft())),
                () -> compare(SEALING, null))
            .isEmpty();
    lanes.run(HsmOperation.PROBE, this::cleanUp, Deadline.after(HsmLimits.OPEN, nanoTime));
    return table.build(lifecycle, wrapping);
  }

  private void ask(Algorithm algorithm, MechanismTable.Builder table) throws Unavailable {
    KeyForm form = form(algorithm);
    Operation operation = Operation.of(algorithm.scheme());
    long start = nanoTime.getAsLong();
    Optional<String> obstacle =
        obstacle("do " + algorithm, trial(algorithm), () -> control(algorithm, operation));
    if (algorithm == SEALS && obstacle.isEmpty()) {
      obstacle = unknownSealing();
    }
    (obstacle.isEmpty() ? works : refused).add(algorithm);
    Duration took = Duration.ofNanos(nanoTime.getAsLong() - start);
    table.add(algorithm, new Row(form, operation, obstacle, took));
  }

  /// Why what the token calls AES-GCM is another; empty also when it lets no known key in to see.
  private Optional<String> unknownSealing() throws Unavailable {
    Trial control = trial(SEALS);
    return obstacle("let a known key in", trial(Trials::letsKnownKeyIn), control).isPresent()
        ? Optional.empty()
        : obstacle("give the known answer", trial(Trials::givesKnownAnswer), control);
  }

  private static KeyForm form(Algorithm algorithm) {
    return KeyForm.of(algorithm.keySpec()).orElseThrow();
  }

  private Trial trial(Algorithm algorithm) {
    KeyForm form = form(algorithm);
    Operation operation = Operation.of(algorithm.scheme());
    return trial(with -> with.answer(form, operation));
  }

  private Answer control(Algorithm asked, Operation operation) throws Unavailable {
    return switch (operation) {
      case Operation.Authentication authentication -> compare(SIGNING, asked);
      case AeadGcm gcm -> compare(SEALING, asked);
      case CbcMode cbc -> compare(SEALING, asked);
      case CfbMode cfb -> compare(SEALING, asked);
      case Operation.FormatPreserving preserving -> compare(SEALING, asked);
      case Oaep oaep -> {
        Answer signed = compare(SIGNING, asked);
        yield signed instanceof Answer.Yes ? compare(SEALING, asked) : signed;
      }
    };
  }

  /// Yes when something else works now. No when the token clearly refuses all of it: then it is of
  /// no use, whatever the answer to the question.
  private Answer compare(List<List<Algorithm>> groups, @Nullable Algorithm asked)
      throws Unavailable {
    for (List<Algorithm> group : groups) {
      Answer answer = anyOf(group, asked);
      if (!(answer instanceof Answer.No)) {
        return answer;
      }
    }
    return new Answer.No("nothing else works");
  }

  private Answer anyOf(List<Algorithm> group, @Nullable Algorithm asked) throws Unavailable {
    Answer none = new Answer.No("the token refuses all of " + group);
    for (Algorithm other : group) {
      if (other == asked || refused.contains(other)) {
        continue;
      }
      Answer answer = trial(other).run();
      if (answer instanceof Answer.Yes || works.contains(other)) {
        return answer;
      }
      if (answer instanceof Answer.Unclear) {
        none = answer;
      }
    }
    return none;
  }

  /// The mechanism that wraps a known key as RFC 5649 has it.
  private OptionalLong wrapping() throws Unavailable {
    for (long mechanism : WRAPPINGS) {
      String what = "wrap keys with mechanism 0x%x".formatted(mechanism);
      Trial trial = trial(with -> with.wraps(mechanism));
      if (obstacle(what, trial, () -> compare(SEALING, null)).isEmpty()) {
        return OptionalLong.of(mechanism);
      }
    }
    return OptionalLong.empty();
  }

  private Optional<String> obstacle(String what, Trial trial, Trial control) throws Unavailable {
    deadline = Deadline.after(HsmLimits.OPEN, nanoTime);
    return new Question(what, findings.once(what, trial), control)
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
