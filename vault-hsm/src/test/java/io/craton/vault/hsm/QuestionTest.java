package io.craton.vault.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Unavailable.Reason;
import io.craton.vault.hsm.Question.Answer;
import io.craton.vault.hsm.Question.Trial;
import io.craton.vault.hsm.pkcs11.Ckr;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuestionTest {
  private static final Trial WORKS = Answer.Yes::new;

  private final List<Duration> pauses = new ArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();

  private Optional<String> ask(Trial trial, Trial control) throws Exception {
    Trial counted =
        () -> {
          asked.incrementAndGet();
          return trial.run();
        };
    return new Question("dance", counted, control).ask(pauses::add);
  }

  private static Trial fails(String call, long code) {
    return () -> Question.of(new CryptokiException(call, code));
  }

  @Test
  void whatWorksIsAskedOnce() throws Exception {
    assertThat(ask(WORKS, WORKS)).isEmpty();
    assertThat(asked).hasValue(1);
    assertThat(pauses).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        Ckr.MECHANISM_INVALID,
        Ckr.MECHANISM_PARAM_INVALID,
        Ckr.DOMAIN_PARAMS_INVALID,
        Ckr.CURVE_NOT_SUPPORTED,
        Ckr.FUNCTION_NOT_SUPPORTED,
        Ckr.KEY_FUNCTION_NOT_PERMITTED,
        Ckr.KEY_SIZE_RANGE,
        Ckr.ATTRIBUTE_TYPE_INVALID
      })
  void aClearRefusalIsAskedOnce(long code) throws Exception {
    assertThat(ask(fails("C_SignInit", code), WORKS))
        .hasValueSatisfying(why -> assertThat(why).contains("C_SignInit").contains(Ckr.name(code)));
    assertThat(asked).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        Ckr.DEVICE_ERROR,
        Ckr.DEVICE_REMOVED,
        Ckr.DEVICE_MEMORY,
        Ckr.HOST_MEMORY,
        Ckr.FUNCTION_FAILED,
        Ckr.GENERAL_ERROR,
        Ckr.TOKEN_NOT_PRESENT,
        Ckr.KEY_HANDLE_INVALID,
        0x80000001L
      })
  void aFailureIsAskedAgain(long code) throws Exception {
    Trial third = () -> asked.get() < 3 ? fails("C_Sign", code).run() : new Answer.Yes();
    assertThat(ask(third, WORKS)).isEmpty();
    assertThat(asked).hasValue(3);
    assertThat(pauses).hasSize(2);
  }

  @Test
  void aWrongResultIsAskedAgain() throws Exception {
    Trial second = () -> asked.get() < 2 ? new Answer.Unclear("it stumbles") : new Answer.Yes();
    assertThat(ask(second, WORKS)).isEmpty();
  }

  @Test
  void failuresOfAllCallsLeaveTheQuestionOpenAndNameIt() {
    Trial down = fails("C_Sign", Ckr.DEVICE_ERROR);
    assertThatThrownBy(() -> ask(down, down))
        .isInstanceOfSatisfying(
            Unavailable.class, e -> assertThat(e.reason()).isEqualTo(Reason.HSM_DOWN))
        .hasMessageContaining("whether it can dance")
        .hasMessageContaining("CKR_DEVICE_ERROR");
    assertThat(asked).hasValue(HsmLimits.QUESTION_ATTEMPTS);
    assertThat(pauses.stream().reduce(Duration.ZERO, Duration::plus))
        .isLessThan(Duration.ofSeconds(2));
    assertThat(pauses).allMatch(pause -> pause.compareTo(HsmLimits.LAST_QUESTION_PAUSE) <= 0);
  }

  @Test
  void failuresThatDifferLeaveTheQuestionOpen() {
    Trial differs =
        () -> fails(asked.get() == 7 ? "C_SignInit" : "C_Sign", Ckr.GENERAL_ERROR).run();
    assertThatThrownBy(() -> ask(differs, WORKS)).isInstanceOf(Unavailable.class);
  }

  @Test
  void oneFailureOfTheControlLeavesTheQuestionOpen() {
    Trial control =
        () ->
            asked.get() == HsmLimits.QUESTION_ATTEMPTS
                ? fails("C_Encrypt", Ckr.DEVICE_ERROR).run()
                : new Answer.Yes();
    assertThatThrownBy(() -> ask(fails("C_Sign", Ckr.GENERAL_ERROR), control))
        .isInstanceOf(Unavailable.class);
  }

  @Test
  void aFailureAsRegularAsARefusalIsOne() throws Exception {
    assertThat(ask(fails("C_GenerateKeyPair", Ckr.GENERAL_ERROR), WORKS))
        .hasValueSatisfying(why -> assertThat(why).contains("C_GenerateKeyPair"));
    assertThat(asked).hasValue(HsmLimits.QUESTION_ATTEMPTS);
  }

  @Test
  void whereNothingElseIsDoneARegularFailureIsARefusal() throws Exception {
    assertThat(ask(fails("C_Sign", Ckr.GENERAL_ERROR), () -> new Answer.No("nothing")))
        .hasValueSatisfying(why -> assertThat(why).contains("C_Sign"));
    assertThat(asked).hasValue(HsmLimits.QUESTION_ATTEMPTS);
  }

  @Test
  void aFailedLoginEndsTheAsking() {
    HsmOpenException why =
        new HsmOpenException(HsmOpenException.Kind.LIBRARY_FAILED, "no login", true);
    Trial loggedOut =
        () -> {
          throw new Unavailable(Reason.HSM_FAILED, "logged out", Duration.ZERO, why);
        };
    assertThatThrownBy(() -> ask(loggedOut, WORKS)).hasMessage("logged out");
    assertThat(asked).hasValue(1);
  }

  @Test
  void anHsmThatIsDownIsAskedAgain() throws Exception {
    Trial second =
        () -> {
          if (asked.get() < 2) {
            throw new Unavailable(Reason.HSM_DOWN, "no session", Duration.ZERO);
          }
          return new Answer.Yes();
        };
    assertThat(ask(second, WORKS)).isEmpty();
  }

  @Test
  void aDeadlineThatPassedEndsTheAsking() {
    Trial late =
        () -> {
          throw new Unavailable(Reason.DEADLINE, "late", Duration.ZERO);
        };
    assertThatThrownBy(() -> ask(late, WORKS)).hasMessage("late");
    assertThat(asked).hasValue(1);
  }
}
