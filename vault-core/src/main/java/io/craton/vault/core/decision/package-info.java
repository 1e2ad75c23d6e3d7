/// `decide`: a view of the state and a proposal give events, or a rejection. Pure functions;
/// nothing in this package can name the HSM, a clock or a random source.
///
/// [Decider] is the way in. Whatever the proposing node has checked before is checked again here,
/// because the state may have moved while the proposal was on its way.
///
/// A key is made in the HSM before the log hears of it, so one that the state does not hold may be
/// on its way, or forgotten for good. *Sweeps* tell which, without a clock: every proposal says
/// which sweep was the newest when its key was asked for ([Proposal#keysFrom]), and is refused once
/// two more have begun. So of a key that the HSM showed before sweep *n* began, no proposal is
/// accepted after sweep *n* + 1 has begun: its sweep was *n* − 1 at the most. Whether the state
/// holds it can from then on only change from yes to no. `docs/adr/019` has the argument in full.
@NullMarked
package io.craton.vault.core.decision;

import io.craton.vault.core.command.Proposal;
import org.jspecify.annotations.NullMarked;
