package io.craton.vault.http.admin;

import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.port.ClusterControl;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.core.service.TokenAdmin;
import java.util.Optional;

/// What the admin API asks of its node. Thread-safe.
public interface NodeAdmin extends HsmAdmin {
  /// How the node is. Answers at once, from what it knows: never waits for another node or the HSM.
  NodeStatus status();

  /// What the node counts and measures, in Prometheus' text format, version 0.0.4. Answers at once,
  /// as [#status()].
  String metrics();

  /// What this node, if it leads, knows of an item that its policy could not rotate.
  Optional<RotationProblem> rotationProblem(ItemId item);

  /// Why a rotation by policy has failed so far.
  ///
  /// @param attempts by the present leader
  /// @param reason of the last one, for people
  record RotationProblem(int attempts, String reason) {}

  /// A hash over the whole replicated state as this node has it; equal on all nodes at one index.
  StateDigest digest(Deadline deadline) throws Unavailable;

  /// What a caller must present to [#bootstrap]; empty when there is none (any more), and then
  /// nobody can. The caller closes it.
  Optional<SecretBytes> bootstrapKey();

  /// Mints the first token of the cluster. The caller closes it.
  ///
  /// @throws RequestRefused when there has been one
  SecretBytes bootstrap(Deadline deadline) throws RequestRefused, Unavailable;

  /// What a caller must present to [#recover]; whoever can read this node's files has it. The
  /// caller closes it.
  Optional<SecretBytes> recoveryKey();

  /// Mints another token with every permission, for whoever has lost them all. The caller closes
  /// it.
  ///
  /// @throws RequestRefused when the cluster has had no first token yet
  TokenAdmin.Minted recover(Deadline deadline) throws RequestRefused, Unavailable;

  /// Backups of this node's state.
  BackupSource backups();

  /// Makes a key-encryption key in the HSM.
  KeyRef makeKek(Deadline deadline) throws Unavailable;

  /// Says that the node is not ready while it serves on, or takes that back.
  void drain(boolean draining);

  /// The nodes of the cluster. While this one does not take part, each question is answered
  /// [Unavailable].
  ClusterControl cluster();
}
