/// A whole cluster in one thread, in a time that costs nothing: the real decisions, the real
/// services and the real jobs of the leader, over a log, a network, clocks and an HSM that fail as
/// told by a seed. [Invariant] says what must hold after every step.
@NullMarked
package io.craton.vault.node.simulation;

import org.jspecify.annotations.NullMarked;
