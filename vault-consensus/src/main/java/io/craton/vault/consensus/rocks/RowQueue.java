package io.craton.vault.consensus.rocks;

/// A column family whose rows are taken from its front.
enum RowQueue {
  OUTCOMES(ColumnFamily.OUTCOME_ORDER, MetaKey.OUTCOME_ORDER_FRONT),
  DUE(ColumnFamily.DUE, MetaKey.DUE_FRONT),
  OUTBOX(ColumnFamily.OUTBOX, MetaKey.OUTBOX_FRONT),
  ROTATIONS(ColumnFamily.ROTATION, MetaKey.ROTATION_FRONT);

  private final ColumnFamily family;
  private final MetaKey front;

  RowQueue(ColumnFamily family, MetaKey front) {
    this.family = family;
    this.front = front;
  }

  ColumnFamily family() {
    return family;
  }

  /// Where it is kept how far the queue has come: see [QueueFront].
  MetaKey front() {
    return front;
  }
}
