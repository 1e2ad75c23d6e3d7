package io.craton.vault.hsm;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.hsm.Question.Answer;
import io.craton.vault.hsm.Question.Trial;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// What the attempts of one opening have found out, so that an HSM that fails a third of the calls
/// is not asked everything in one go: a clear answer is kept, what was taken for one is not. Also
/// the keys that trials made in the token and could not destroy yet. For the thread that opens; the
/// keys are for its calls only, which are made one after the other.
final class Findings {
  private final Map<String, Answer> answers = new HashMap<>();
  private final Set<Bytes> keysLeft = new LinkedHashSet<>();

  /// The trial, or what it clearly answered before.
  Trial once(String what, Trial trial) {
    return () -> {
      Answer known = answers.get(what);
      if (known != null) {
        return known;
      }
      Answer answer = trial.run();
      if (!(answer instanceof Answer.Unclear)) {
        answers.put(what, answer);
      }
      return answer;
    };
  }

  /// The `CKA_ID`s of token objects that are to be destroyed before others are made.
  Set<Bytes> keysLeft() {
    return keysLeft;
  }

  /// The token was away, and may come back as another.
  void forgetAnswers() {
    answers.clear();
  }
}
