package io.craton.vault.node.simulation;

import io.craton.vault.consensus.codec.EntryCodec;
import io.craton.vault.consensus.codec.OutcomeCodec;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Ledger;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Unavailable.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Brings proposals to whoever leads, as the real proposer does: the same call again and again
/// until an answer or the deadline, then until this node has applied it.
final class SimLedger implements Ledger {
  private static final Duration ATTEMPT = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Cluster cluster;
  private final SimNode node;
  private final World world;

  SimLedger(Cluster cluster, SimNode node) {
    this.cluster = cluster;
    this.node = node;
    this.world = cluster.world();
  }

  @Override
  public Outcome propose(Proposal proposal, Deadline deadline) throws Unavailable {
    Bytes entry = Bytes.takeOver(EntryCodec.encode(proposal));
    long call = cluster.newCall();
    if (cluster.mutation() == Mutation.DESTROY_BEFORE_COMMIT) {
      destroyBefore(proposal.command());
    }
    int target = node.raft().leader();
    for (int round = 0; ; round++) {
      int at = target >= 0 ? target : round % cluster.nodes().size();
      RaftCalls.Reply reply = attempt(cluster.node(at), call, entry, deadline);
      if (reply.index() >= 0) {
        node.awaitApplied(reply.index(), deadline);
        node.wake();
        return OutcomeCodec.decodeReply(reply.outcome().toArray())
            .orElseThrow(() -> new Unavailable(Reason.DEADLINE, "applied before a restart", RETRY));
      }
      if (deadline.expired()) {
        cluster.faults().met(Faults.Kind.PROPOSAL_UNANSWERED);
        throw new Unavailable(Reason.NO_QUORUM, "no leader took the proposal", RETRY);
      }
      target = reply.hint() != at ? reply.hint() : -1;
      world.sleep(PAUSE);
    }
  }

  /// @return with a negative index when there was no answer, or not a leader's
  private RaftCalls.Reply attempt(SimNode to, long call, Bytes entry, Deadline deadline) {
    List<RaftCalls.Reply> replies = new ArrayList<>();
    Signal answered = new Signal(world);
    cluster
        .network()
        .send(
            node,
            to,
            () ->
                to.raft()
                    .propose(
                        call,
                        entry,
                        reply ->
                            cluster
                                .network()
                                .send(
                                    to,
                                    node,
                                    () -> {
                                      replies.add(reply);
                                      answered.fire();
                                    })));
    long end = world.nanos() + Math.min(ATTEMPT.toNanos(), deadline.remaining().toNanos());
    while (replies.isEmpty() && world.nanos() < end) {
      answered.await(end);
    }
    return replies.isEmpty() ? new RaftCalls.Reply(-1, Bytes.empty(), -1) : replies.getFirst();
  }

  /// A planted bug.
  private void destroyBefore(Command command) {
    if (command instanceof Command.ChangeState change && change.target() == StateName.DESTROYED) {
      node.store()
          .read(view ->
              view.item(change.id())
                  .map(Item::history)
                  .map(history ->
                      new VersionId(change.id(), change.version().orElse(history.current())))
                  .flatMap(view::version)
                  .flatMap(version -> version.state().heldMaterial()))
          .filter(material -> material instanceof Material.HsmKey)
          .ifPresent(material -> {
            cluster.auditor().destroying(((Material.HsmKey) material).ref());
            cluster.token().destroy(((Material.HsmKey) material).ref());
          });
    }
  }
}
