package io.craton.vault.node.chaos.load;

import io.craton.vault.node.chaos.load.Client.Answer;
import io.craton.vault.node.chaos.load.Recorder.Begun;
import java.util.Optional;
import java.util.Random;

/// Something in the vault that clients work on, with the history of it.
interface Subject {
  /// How many changes were not answered.
  int unknown();

  /// How many calls there were.
  int calls();

  /// Ends its life.
  void delete(int node, Random random) throws InterruptedException;

  /// Compares what the vault has, when all is quiet, with what was acknowledged.
  void readBack(int node) throws InterruptedException;

  /// Judges the history.
  Verdicts judge();

  /// Records the end of a call that brought nothing to judge.
  static void unanswered(Recorder recorder, Begun begun, int node, Optional<Answer> answer) {
    if (answer.isPresent()) {
      recorder.end(begun, Outcome.WRONG, answer.get().node(), answer.get().text());
      return;
    }
    boolean read =
        switch (begun.kind()) {
          case GET, SIGN, USE_TOKEN, LIST, GET_TIMED -> true;
          case STORE, ROTATE, DELETE, GENERATE, SUSPEND, ACTIVATE, ROTATE_KEY, MINT, REVOKE ->
              false;
        };
    recorder.end(begun, read ? Outcome.FAILED : Outcome.UNKNOWN, node, "");
  }
}
