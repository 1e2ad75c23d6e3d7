package io.craton.vault.hsm;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.hsm.Question.Answer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FindingsTest {
  private static final Answer UNCLEAR = new Answer.Unclear("it stumbles");

  private final Findings findings = new Findings();
  private final AtomicInteger made = new AtomicInteger();

  private Answer ask(String what, Answer answer) throws Exception {
    return findings
        .once(
            what,
            () -> {
              made.incrementAndGet();
              return answer;
            })
        .run();
  }

  @Test
  void aClearAnswerIsKept() throws Exception {
    for (Answer clear : List.of(new Answer.Yes(), new Answer.No("never"))) {
      String what = clear.toString();
      made.set(0);
      assertThat(ask(what, clear)).isEqualTo(clear);
      assertThat(ask(what, UNCLEAR)).isEqualTo(clear);
      assertThat(made).hasValue(1);
    }
    assertThat(ask("another", UNCLEAR)).isEqualTo(UNCLEAR);
  }

  @Test
  void anUnclearOneIsNot() throws Exception {
    assertThat(ask("dance", UNCLEAR)).isEqualTo(UNCLEAR);
    assertThat(ask("dance", new Answer.Yes())).isEqualTo(new Answer.Yes());
  }

  @Test
  void nothingIsKnownOfATokenThatWasAway() throws Exception {
    assertThat(ask("dance", new Answer.Yes())).isEqualTo(new Answer.Yes());
    findings.forgetAnswers();
    assertThat(ask("dance", UNCLEAR)).isEqualTo(UNCLEAR);
  }
}
