package io.craton.vault.core.service;

import io.craton.vault.core.Limits;
import io.craton.vault.core.command.Command.RotateOnSchedule;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.SweepGeneration;
import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.token.Permission;
import java.util.function.LongSupplier;

/// What a leader does for an item that its policy rotates, up to the command. Thread-safe.
public final class ScheduledRotation {
  private final Replica replica;
  private final Views views;
  private final Proposals proposals;
  private final Successors successors;
  private final Sources sources;
  private final LongSupplier nanoTime;

  public ScheduledRotation(Replica replica, HsmPorts hsm, Sources sources, LongSupplier nanoTime) {
    this.replica = replica;
    this.views = new Views(replica, sources);
    this.proposals = new Proposals(replica.ledger(), views, sources);
    this.successors = new Successors(views, hsm, sources);
    this.sources = sources;
    this.nanoTime = nanoTime;
  }

  /// A command to propose.
  ///
  /// @param keysFrom for [io.craton.vault.core.command.Proposal#keysFrom]
  public record Prepared(RotateOnSchedule command, SweepGeneration keysFrom) {}

  /// The command that rotates the item, with new material. Asks the state first, so that a key is
  /// made only for what would be accepted now; the log decides in the end, and what it does not
  /// take is destroyed.
  ///
  /// @throws RequestRefused with `NOT_DUE` when the item is not due, or rests; otherwise when it
  ///   cannot be rotated as things are
  public Prepared prepare(ItemId id) throws RequestRefused, Unavailable {
    Deadline deadline = Deadline.after(Limits.KEY_GENERATION_WAIT, nanoTime);
    Call call = Call.ofTheVault(sources.entropy(), deadline);
    replica.barrier().await(deadline.atMost(Limits.QUORUM_WAIT));
    Successors.Rotating rotating =
        views.read(
            call.caller(),
            reading -> Successors.Rotating.of(reading, reading.versioned(id, Permission.ROTATE)));
    Item item = rotating.item();
    VersionNumber current = item.history().current();
    Proposals.Rehearsal before =
        proposals.rehearse(call, new RotateOnSchedule(id, current, rotating.placeholder()));
    RotateOnSchedule command = new RotateOnSchedule(id, current, successors.made(call, item));
    return new Prepared(command, before.keysFrom());
  }
}
