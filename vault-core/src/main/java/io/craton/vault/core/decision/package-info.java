/// `decide`: a view of the state and a proposal give events, or a rejection. Pure functions;
/// nothing in this package can name the HSM, a clock or a random source.
///
/// [Decider] is the way in. Whatever the proposing node has checked before is checked again here,
/// because the state may have moved while the proposal was on its way.
@NullMarked
package io.craton.vault.core.decision;

import org.jspecify.annotations.NullMarked;
