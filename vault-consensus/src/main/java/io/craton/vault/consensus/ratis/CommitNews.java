package io.craton.vault.consensus.ratis;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Who is to hear at once that the commit index has moved: the appenders of a leader. Empty on any
/// other node. Thread-safe.
final class CommitNews {
  private final Set<EagerAppender> appenders = ConcurrentHashMap.newKeySet();

  void add(EagerAppender appender) {
    appenders.add(appender);
  }

  void remove(EagerAppender appender) {
    appenders.remove(appender);
  }

  /// The commit index of this node has moved. Does not block.
  void moved() {
    appenders.forEach(EagerAppender::tellCommit);
  }
}
