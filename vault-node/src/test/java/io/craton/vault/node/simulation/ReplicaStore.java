package io.craton.vault.node.simulation;

import io.craton.vault.core.port.StateReader;
import io.craton.vault.core.state.StateView;
import io.craton.vault.core.state.StateWriter;
import java.util.function.BiFunction;

/// The state of one node, on something like a disk.
interface ReplicaStore extends StateReader, AutoCloseable {
  /// The last applied index.
  long applied();

  /// Writes what follows from an entry, together with its index.
  <T> T apply(long index, BiFunction<StateView, StateWriter, T> change);

  /// The whole state, on the disk from now on: a crash loses nothing up to here.
  Image checkpoint();

  /// Has the disk keep the state up to here, as the database does whenever it wants.
  void flush();

  /// Puts a checkpoint in the place of the state.
  void install(Image image);

  /// What the disk still has after a crash.
  ///
  /// @return whether something was lost
  boolean crash();

  /// Of everything in it; equal for equal states in one process.
  Object digest();

  @Override
  void close();

  /// A state that does not change.
  interface Image {
    long index();
  }
}
