package io.craton.vault.core.port;

import io.craton.vault.core.state.StateView;
import java.util.function.Function;

/// Reads this node's copy of the state. Thread-safe.
public interface StateReader {
  /// Calls `query` with one consistent view, valid only during the call. The view is as fresh as
  /// this node is; pass the [ReadBarrier] first where that matters.
  <T> T read(Function<StateView, T> query);
}
