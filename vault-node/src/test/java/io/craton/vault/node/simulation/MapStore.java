package io.craton.vault.node.simulation;

import io.craton.vault.core.state.StateView;
import io.craton.vault.core.state.StateWriter;
import io.craton.vault.core.testing.MapState;
import java.util.function.BiFunction;
import java.util.function.Function;

/// A state in memory.
final class MapStore implements ReplicaStore {
  private final boolean indexApart;
  private MapState state = new MapState();
  private long applied;
  private MapImage durable = new MapImage(0, new MapState());

  /// @param indexApart a planted bug: the index is not written with the state, and a crash may find
  ///   an older one
  MapStore(boolean indexApart) {
    this.indexApart = indexApart;
  }

  private record MapImage(long index, MapState state) implements Image {}

  @Override
  public long applied() {
    return applied;
  }

  @Override
  public <T> T read(Function<StateView, T> query) {
    return query.apply(state);
  }

  @Override
  public <T> T apply(long index, BiFunction<StateView, StateWriter, T> change) {
    T result = change.apply(state, state);
    applied = index;
    return result;
  }

  @Override
  public Image checkpoint() {
    flush();
    return durable;
  }

  @Override
  public void flush() {
    durable = new MapImage(applied, state.copy());
  }

  @Override
  public void install(Image image) {
    durable = (MapImage) image;
    state = durable.state.copy();
    applied = durable.index;
  }

  @Override
  public boolean crash() {
    boolean lost = durable.index < applied;
    if (indexApart) {
      applied = durable.index;
    } else {
      install(durable);
    }
    return lost;
  }

  @Override
  public Object digest() {
    return state.contentHash();
  }

  @Override
  public void close() {
    // The memory is nobody else's.
  }
}
