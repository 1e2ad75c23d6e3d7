package io.craton.vault.node.simulation;

import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.decision.Decider;
import io.craton.vault.core.decision.Decision;
import io.craton.vault.core.event.Event;
import io.craton.vault.core.event.Evolution;
import io.craton.vault.core.state.StateView;
import io.craton.vault.core.state.StateWriter;
import java.util.List;
import java.util.Optional;

/// The decision on an entry and what it writes: the product's own, unless a bug is planted that all
/// nodes share.
final class Deciding {
  /// Of that many proposals, planted bugs strike one.
  private static final int STRUCK = 4;

  private Deciding() {}

  static Decision decide(Mutation mutation, StateView view, StateWriter writer, Proposal proposal) {
    Decision decision = Decider.decide(view, mutated(mutation, view, proposal));
    Evolution.evolve(mutated(mutation, proposal, decision.events()), writer);
    return decision;
  }

  private static Proposal mutated(Mutation mutation, StateView view, Proposal proposal) {
    if (mutation == Mutation.ROTATE_WITHOUT_EXPECTATION
        && proposal.command() instanceof Command.RotateOnSchedule rotate
        && view.item(rotate.id()).isPresent()) {
      Command.RotateItem whatever =
          new Command.RotateItem(
              rotate.id(),
              view.item(rotate.id()).orElseThrow().history().current(),
              rotate.material(),
              Command.Retirement.BY_POLICY,
              Optional.empty());
      return new Proposal(
          proposal.id(),
          proposal.actor(),
          proposal.tag(),
          proposal.proposedAt(),
          whatever,
          proposal.keysFrom());
    }
    return proposal;
  }

  private static List<Event> mutated(Mutation mutation, Proposal proposal, List<Event> events) {
    if (mutation == Mutation.FORGET_NAMED_ATTEMPTS) {
      return events.stream().filter(event -> !isOfAnotherAttempt(event, proposal)).toList();
    }
    if (Math.floorMod(proposal.id().hashCode(), STRUCK) != 0) {
      return events;
    }
    return switch (mutation) {
      case FORGET_HEADER ->
          events.stream().noneMatch(event -> event instanceof Event.VersionCreated)
              ? events
              : events.stream().filter(event -> !(event instanceof Event.ItemChanged)).toList();
      case FORGET_OUTCOMES ->
          events.stream().filter(event -> !(event instanceof Event.OutcomeRecorded)).toList();
      default -> events;
    };
  }

  private static boolean isOfAnotherAttempt(Event event, Proposal proposal) {
    return event instanceof Event.OutcomeRecorded recorded
        && proposal.tag().filter(tag -> recorded.outcome().key().equals(tag.key())).isEmpty();
  }
}
