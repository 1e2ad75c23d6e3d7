package io.craton.vault.hsm;

import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Unavailable.Reason;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a token is asked once, at the start, by a trial. The answer holds until the next start, so
/// a failing call is not taken for one:
///
/// | the trial | answer |
/// |---|---|
/// | worked | yes |
/// | met a value that refuses ([ErrorClass#refuses]), or ruled it out | no |
/// | met any other value or a wrong result | unclear: asked again, [HsmLimits#QUESTION_ATTEMPTS] times in all |
/// | did so each time, with the same call and value, while the control is clear each time in between | no: many tokens have no better word for it |
/// | was unclear to the end | none: [Unavailable] |
/// | could not be made, as the token does not let this process log in again | none: [Unavailable], at once |
///
/// @param what the token would do, for the message: "make ES256 signatures"
/// @param control something else that the token does with the same calls; a no says that it clearly
///   does nothing that could be compared
record Question(String what, Trial trial, Trial control) {
  private static final Logger LOG = LoggerFactory.getLogger(Question.class);

  /// What a trial has shown.
  sealed interface Answer {
    /// It works.
    record Yes() implements Answer {}

    /// It never will.
    record No(String why) implements Answer {}

    /// It did not work this time.
    record Unclear(String why) implements Answer {}
  }

  /// Makes calls that show whether the token does something. May be run any number of times.
  @FunctionalInterface
  interface Trial {
    Answer run() throws Unavailable;
  }

  /// What a failed call of a trial means.
  static Answer of(CryptokiException e) {
    return ErrorClass.refuses(e)
        ? new Answer.No(e.getMessage())
        : new Answer.Unclear(e.getMessage());
  }

  /// Why the token does not do it; empty when it does.
  ///
  /// @param between is called after each unclear answer, with the time to let pass
  /// @throws Unavailable with [Reason#HSM_DOWN] when the answer stays unclear; it names the
  ///   question
  Optional<String> ask(Consumer<Duration> between) throws Unavailable {
    Duration pause = HsmLimits.FIRST_QUESTION_PAUSE;
    String last = "";
    boolean regular = true;
    for (int attempt = 1; attempt <= HsmLimits.QUESTION_ATTEMPTS; attempt++) {
      switch (answer(trial)) {
        case Answer.Yes yes -> {
          return Optional.empty();
        }
        case Answer.No(String why) -> {
          return Optional.of(why);
        }
        case Answer.Unclear(String why) -> {
          regular &= attempt == 1 || why.equals(last);
          last = why;
        }
      }
      between.accept(pause);
      pause = longer(pause);
      regular = regular && !(answer(control) instanceof Answer.Unclear);
    }
    if (regular) {
      LOG.info("taken for a refusal to {}, as nothing else fails: {}", what, last);
      return Optional.of(last);
    }
    throw new Unavailable(
        Reason.HSM_DOWN,
        "the HSM left open whether it can %s, asked %d times: %s"
            .formatted(what, HsmLimits.QUESTION_ATTEMPTS, last),
        HsmLimits.RETRY_LATE);
  }

  private static Answer answer(Trial asked) throws Unavailable {
    try {
      return asked.run();
    } catch (Unavailable e) {
      if (mayPass(e)) {
        return new Answer.Unclear(String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  /// Whether what could not be done is to be tried again at once. Not when a login failed: each try
  /// would be another of the PIN.
  static boolean mayPass(Unavailable e) {
    boolean failed = e.reason() == Reason.HSM_DOWN || e.reason() == Reason.HSM_FAILED;
    return failed && !(e.getCause() instanceof HsmOpenException);
  }

  private static Duration longer(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    Duration longest = HsmLimits.LAST_QUESTION_PAUSE;
    return doubled.compareTo(longest) < 0 ? doubled : longest;
  }
}
