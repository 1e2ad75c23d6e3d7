package io.craton.vault.hsm;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import java.time.Instant;
import java.util.List;

/// The keys of the cluster as the token shows them, for the sweep that removes what the state does
/// not know. Thread-safe.
public interface KeyInventory {
  /// All private and secret keys with the label of the cluster, without the sentinel. Takes time
  /// linear in the number of objects in the token.
  List<HeldKey> list(Deadline deadline) throws Unavailable;

  /// Destroys all objects with that id, like [io.craton.vault.core.port.KeyDestroyer].
  void destroy(Bytes id, Deadline deadline) throws Unavailable;

  /// A key in the token.
  ///
  /// @param id `CKA_ID`; equal to [Hsm#idOf] of the key's reference
  /// @param madeAt when it was made, by the clock of the node that made it, to the second
  record HeldKey(Bytes id, Instant madeAt) {}
}
