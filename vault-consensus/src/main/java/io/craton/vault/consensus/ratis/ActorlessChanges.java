package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.rocks.Applied;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.decision.Outcome;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Notices what was done without a token of the kind that callers do with one. That is the first
/// root token, one that `craton token recover` makes, or the work of somebody who has a member's
/// key and proposes to Raft himself: a member is believed, but not unseen. Every node notices it
/// when it applies the entry; it decides nothing. Thread-safe.
final class ActorlessChanges {
  private static final Logger LOG = LoggerFactory.getLogger(ActorlessChanges.class);

  /// Lines of the log in a second: whoever makes that many does not fill a disk with them.
  private static final int LINES = 10;

  private static final long SECOND_NANOS = 1_000_000_000L;

  private final LongAdder count = new LongAdder();
  private long windowNanos = System.nanoTime();
  private long seenInWindow;

  /// How many since the node started.
  long count() {
    return count.sum();
  }

  /// An entry was applied for the first time.
  void applied(Applied at, Proposal proposal, Outcome outcome) {
    if (proposal.actor().isEmpty()
        && isCallers(proposal.command())
        && !(outcome instanceof Outcome.Refused)) {
      count.increment();
      if (isToBeLogged()) {
        LOG.warn(
            "{}, proposed at {}, took effect without a token, by log entry {}:{}: unless somebody"
                + " bootstrapped the cluster or recovered a token then, the key of a member is"
                + " misused",
            describe(proposal.command()),
            proposal.proposedAt(),
            at.term(),
            at.index());
      }
    }
  }

  private synchronized boolean isToBeLogged() {
    long now = System.nanoTime();
    if (now - windowNanos >= SECOND_NANOS) {
      if (seenInWindow > LINES) {
        LOG.warn("{} more in a second than are named here", seenInWindow - LINES);
      }
      windowNanos = now;
      seenInWindow = 0;
    }
    seenInWindow++;
    return seenInWindow <= LINES;
  }

  /// Whether only callers do that.
  private static boolean isCallers(Command command) {
    return switch (command) {
      case Command.CreateItem _,
          Command.RotateItem _,
          Command.UpdateItem _,
          Command.DeleteItem _,
          Command.CreateFolder _,
          Command.SetRotationDefaults _,
          Command.ChangeState _,
          Command.BootstrapRoot _,
          Command.GrantToken _,
          Command.RevokeToken _,
          Command.RetireKek _,
          Command.AdmitMember _,
          Command.RemoveMember _ ->
          true;
      // The first is the cluster's own.
      case Command.InstallKek install -> install.version().value() > 1;
      case Command.RotateOnSchedule _,
          Command.ReplanItems _,
          Command.ResealVersions _,
          Command.FireTimers _,
          Command.CompleteEffects _,
          Command.BeginSweep _,
          Command.AbandonKeys _,
          Command.RecordMembers _,
          Command.CompleteRemoval _ ->
          false;
    };
  }

  private static String describe(Command command) {
    String name = command.getClass().getSimpleName();
    return switch (command) {
      case Command.GrantToken grant -> name + " of " + grant.id();
      case Command.RevokeToken revoke -> name + " of " + revoke.id();
      case Command.AdmitMember admit -> name + " of " + admit.member().name();
      case Command.RemoveMember remove -> name + " of " + remove.name();
      case Command.RetireKek retire -> name + " of generation " + retire.version().value();
      case Command.InstallKek install -> name + " of generation " + install.version().value();
      default -> name;
    };
  }
}
