package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.ConsensusStatus;
import io.craton.vault.consensus.ConsensusStatus.Role;
import io.craton.vault.consensus.barrier.Voters;
import io.craton.vault.consensus.membership.Identity;
import io.craton.vault.consensus.membership.IdentityFile;
import io.craton.vault.consensus.membership.Phase;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What this node has become so far: who it is, and its Raft server once that runs. Thread-safe.
final class Participation {
  private static final Logger LOG = LoggerFactory.getLogger(Participation.class);

  private final IdentityFile file;
  private volatile Identity identity;
  private volatile @Nullable RaftRuntime raft;

  Participation(IdentityFile file, Identity identity) {
    this.file = file;
    this.identity = identity;
  }

  Identity identity() {
    return identity;
  }

  /// Writes down who this node is from now on, before anybody is told. Who was removed stays so.
  synchronized void remember(Identity next) throws IOException {
    if (next.equals(identity) || identity.phase() == Phase.REMOVED) {
      return;
    }
    file.write(next);
    LOG.info("peer {} from {} to {}", next.peer(), identity.phase(), next.phase());
    identity = next;
  }

  void started(RaftRuntime running) {
    raft = running;
    LOG.info("peer {} runs as {}", identity.peer(), identity.phase());
  }

  Optional<RaftRuntime> raft() {
    return Optional.ofNullable(raft);
  }

  /// Whose votes count, as far as this node knows; nobody's before it takes part.
  Voters voters() {
    return raft().map(RaftRuntime::voters).orElseGet(() -> new Voters(Set.of(), Set.of()));
  }

  /// Whether this node has a vote that no change which runs can take back.
  boolean isVoter() {
    return voters().current().contains(identity.peer().toString())
        && raft().filter(RaftRuntime::settled).isPresent();
  }

  /// How this node sees itself now.
  ///
  /// @param applied up to where its state has come
  /// @param faulted it is about to end
  ConsensusStatus status(long applied, boolean faulted) {
    Identity who = identity;
    RaftRuntime running = raft;
    if (running == null) {
      return new ConsensusStatus(
          Role.JOINING, who.peer().toString(), 0, Optional.empty(), applied, -1, List.of(), false);
    }
    Optional<String> leader = running.leader().map(peer -> peer.getId().toString());
    boolean healthy =
        leader.isPresent() && who.phase() == Phase.MEMBER && running.alive() && !faulted;
    return new ConsensusStatus(
        who.phase() == Phase.JOINING ? Role.JOINING : running.role(),
        who.peer().toString(),
        running.term(),
        leader,
        applied,
        running.commitIndex(),
        running.voters().current().stream().sorted().toList(),
        healthy);
  }
}
