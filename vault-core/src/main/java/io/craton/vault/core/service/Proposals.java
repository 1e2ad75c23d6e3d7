package io.craton.vault.core.service;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.command.RequestTag;
import io.craton.vault.core.decision.Decider;
import io.craton.vault.core.decision.ItemSummary;
import io.craton.vault.core.decision.Outcome;
import io.craton.vault.core.decision.Rejection;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.SweepGeneration;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.port.Ledger;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.state.RecordedOutcome;
import io.craton.vault.core.state.StateView;
import io.craton.vault.core.token.TokenHash;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Brings commands of callers into the log and reads their outcomes.
final class Proposals {
  /// Stands for material in a rehearsal; never proposed.
  static final Material NOT_MADE_YET =
      new Material.HsmKey(new KeyRef(Bytes.utf8("rehearsal")), Optional.empty());

  /// A generation that nobody can have given up.
  private static final KekVersion NO_KEK = new KekVersion(Integer.MAX_VALUE);

  private static final Duration RETRY_WITH_A_NEW_KEY = Duration.ofSeconds(1);

  /// As [#NOT_MADE_YET], for the value of an API token, which is decided by its hash.
  static Material notSealedYet(TokenHash token) {
    Bytes nothing = Bytes.utf8("rehearsal");
    return new Material.ApiToken(new Material.Sealed(NO_KEK, nothing, Optional.empty()), token);
  }

  /// What a key or value made anew would not meet.
  private static final Set<Rejection.Code> TOO_LATE =
      EnumSet.of(Rejection.Code.KEY_TOO_OLD, Rejection.Code.KEK_RETIRED);

  private final Ledger ledger;
  private final Views views;
  private final Sources sources;

  Proposals(Ledger ledger, Views views, Sources sources) {
    this.ledger = ledger;
    this.views = views;
    this.sources = sources;
  }

  /// What a rehearsal found.
  ///
  /// @param remembered what an earlier attempt of the same request came to, if there was one; that
  ///   spares the HSM a key which the log would not take
  /// @param keysFrom the generation in which a key that is made from now on counts as asked for
  record Rehearsal(Optional<Outcome> remembered, SweepGeneration keysFrom) {}

  /// Proposes `command` in the name of the caller.
  ///
  /// @param before from before the HSM was asked for the key that the command brings along
  Outcome propose(Call call, Rehearsal before, Command command) throws RequestRefused, Unavailable {
    Proposal proposal = proposal(call, command, before.keysFrom());
    Outcome outcome = ledger.propose(proposal, call.deadline());
    if (outcome instanceof Outcome.Refused refused) {
      if (TOO_LATE.contains(refused.rejection().code())) {
        throw new Unavailable(
            Unavailable.Reason.DEADLINE, refused.rejection().detail(), RETRY_WITH_A_NEW_KEY);
      }
      throw new RequestRefused(refused.rejection());
    }
    return outcome;
  }

  /// The item that `outcome` tells of.
  static ItemSummary item(Outcome outcome) {
    if (outcome instanceof Outcome.ItemWritten written) {
      return written.item();
    }
    throw new IllegalStateException("expected an item as outcome, found " + outcome);
  }

  /// The id that `outcome` tells of.
  static ItemId deleted(Outcome outcome) {
    if (outcome instanceof Outcome.ItemDeleted deleted) {
      return deleted.id();
    }
    throw new IllegalStateException("expected a deletion as outcome, found " + outcome);
  }

  /// Decides `command` on this node's state without proposing it: bad requests end here and never
  /// reach the log. The log itself decides in the end.
  ///
  /// @throws RequestRefused when the command would be refused
  Rehearsal rehearse(Call call, Command command) throws RequestRefused, Unavailable {
    ledger.admit();
    return views.read(
        call.caller(),
        reading -> {
          StateView view = reading.view();
          SweepGeneration now = view.sweepGeneration();
          Decider.Judged judged = Decider.judge(view, proposal(call, command, now));
          if (judged.outcome() instanceof Outcome.Refused refused) {
            throw new RequestRefused(refused.rejection());
          }
          return new Rehearsal(
              judged.repeated() ? Optional.of(judged.outcome()) : Optional.empty(), now);
        });
  }

  /// What an earlier attempt of the same request came to, if there was one. Another request under
  /// the same key has none here; the decision refuses it.
  static Optional<Outcome> remembered(StateView view, RequestTag tag) {
    return Stream.concat(Stream.of(tag.key()), tag.earlier().stream())
        .flatMap(key -> view.outcome(key).stream())
        .findFirst()
        .filter(recorded -> recorded.fingerprint().equals(tag.fingerprint()))
        .map(RecordedOutcome::outcome);
  }

  private Proposal proposal(Call call, Command command, SweepGeneration keysFrom) {
    return new Proposal(
        sources.newProposalId(),
        call.caller().token(),
        call.caller().token().map(token -> call.tag()),
        sources.now(),
        command,
        keysFrom);
  }
}
