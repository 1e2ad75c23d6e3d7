package io.craton.vault.consensus.rocks;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The heads of all queues. Used by one thread at a time.
final class QueueHeads {
  private final Map<RowQueue, QueueHead> heads = new EnumMap<>(RowQueue.class);

  QueueHeads() {
    for (RowQueue queue : RowQueue.values()) {
      heads.put(queue, new QueueHead());
    }
  }

  QueueHead of(RowQueue queue) {
    return Objects.requireNonNull(heads.get(queue));
  }

  /// Notes what a batch that was written has left.
  void follow(List<QueueFront> changes) {
    changes.forEach(change -> of(change.queue()).follow(change.touched()));
  }

  /// Knows nothing any more: the state is another, or nobody knows what was written.
  void forget() {
    heads.values().forEach(QueueHead::forget);
  }
}
