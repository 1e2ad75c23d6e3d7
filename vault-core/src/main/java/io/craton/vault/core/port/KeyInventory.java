package io.craton.vault.core.port;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.item.KeyRef;
import java.util.List;
import java.util.Set;

/// The cluster's keys as the HSM shows them, for the sweep that removes what the state does not
/// know. Thread-safe.
public interface KeyInventory {
  /// Every permanent object that has the label of a key of this cluster, whatever else it is: also
  /// what a failed generation left behind. Nothing of other clusters, and none of the objects of
  /// the cluster that are no keys of versions. Takes time linear in the number of objects in the
  /// token.
  ///
  /// Guaranteed: what was there before the call and is there after it is in the list, as far as the
  /// library shows it to this process.
  List<HeldKey> list(Deadline deadline) throws Unavailable;

  /// The ids of all permanent objects that have the label of a key of another cluster. Of a state
  /// that was restored under another cluster's name, these may be the keys. For nothing but to see
  /// that a key is there. Takes as long as [#list].
  Set<Bytes> idsOfOthers(Deadline deadline) throws Unavailable;

  /// Whether the reference is one of [HeldKey#object] that another cluster made, as a state brings
  /// along that was restored under another name. [KeyDestroyer] does not take it.
  boolean isOfAnother(KeyRef key);

  /// Under which id the HSM shows the key of a reference: what is listed with another id is not
  /// that key.
  Bytes idOf(KeyRef key);

  /// Whether the HSM shows the key to this process now. A library can be blind to a key that others
  /// made: who knows that it must be there says so to [KeySearch#expect] and asks again.
  ///
  /// @throws Unavailable also while the library is started afresh to look harder
  boolean holds(KeyRef key, Deadline deadline) throws Unavailable;

  /// An object that was listed.
  ///
  /// @param id empty if it has none; only what was left half-made has no id
  /// @param object names this object to [KeyDestroyer], and to nothing else; equal for the same
  ///   object whenever it is listed
  /// @param madeAtSecond since 1970, by the time of the vault, or the clock of the node that made
  ///   it while that did not know the time of the vault
  /// @param trial whether it was made to see what the token does, and is nobody's key
  record HeldKey(Bytes id, KeyRef object, long madeAtSecond, boolean trial) {}
}
