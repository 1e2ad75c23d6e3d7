package io.craton.vault.core.decision;

import io.craton.vault.core.event.Event;
import java.util.List;

/// The answer of [Decider#decide] and the events that make it true.
///
/// @param events in the order in which they are to be written; a refused proposal can have some
///   too, which send the key that came with it to the outbox
public record Decision(Outcome outcome, List<Event> events) {
  public Decision {
    events = List.copyOf(events);
  }
}
