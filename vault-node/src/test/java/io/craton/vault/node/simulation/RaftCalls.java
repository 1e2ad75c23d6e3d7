package io.craton.vault.node.simulation;

import io.craton.vault.core.bytes.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Who waits at one node for which entry, and what those came to that it has applied: a call that
/// comes twice is one entry.
final class RaftCalls {
  private final Map<Long, List<Consumer<Reply>>> waiting = new HashMap<>();
  private final Map<Long, Long> indexes = new HashMap<>();
  private final Map<Long, Bytes> outcomes = new HashMap<>();

  /// What comes back from where a proposal was sent.
  ///
  /// @param index where it was applied; negative when the node does not lead
  /// @param hint who may
  record Reply(long index, Bytes outcome, int hint) {}

  /// Answers now, if it is applied already, or when it is.
  ///
  /// @return whether it is new here
  boolean await(long call, Consumer<Reply> answer, int leader) {
    Bytes done = outcomes.get(call);
    if (done != null) {
      answer.accept(new Reply(indexes.getOrDefault(call, 0L), done, leader));
      return false;
    }
    waiting.computeIfAbsent(call, any -> new ArrayList<>()).add(answer);
    return !indexes.containsKey(call);
  }

  void appended(long call, long index) {
    indexes.put(call, index);
  }

  /// What was appended and has not been applied may have been given up.
  void forgetAppended() {
    indexes.keySet().retainAll(outcomes.keySet());
  }

  /// @param call 0 for an entry of Raft itself
  void applied(long call, long index, Bytes outcome, int leader) {
    if (call == 0) {
      return;
    }
    indexes.put(call, index);
    outcomes.put(call, outcome);
    List<Consumer<Reply>> answers = waiting.remove(call);
    if (answers != null) {
      answers.forEach(answer -> answer.accept(new Reply(index, outcome, leader)));
    }
  }

  /// Who waits has to ask another.
  void giveUp(int leader) {
    List<List<Consumer<Reply>>> pending = List.copyOf(waiting.values());
    waiting.clear();
    pending.forEach(
        each -> each.forEach(answer -> answer.accept(new Reply(-1, Bytes.empty(), leader))));
  }

  /// As after the end of a process.
  void forget() {
    waiting.clear();
    indexes.clear();
    outcomes.clear();
  }
}
