/// What time it is, by the clocks of a majority: a node whose clock is wrong moves nothing.
/// [MajorityTime] says what readings of the voters' clocks prove, [QuorumClock] keeps the readings
/// and tells the time between them. Decision record 018 has the argument.
@NullMarked
package io.craton.vault.consensus.clock;

import org.jspecify.annotations.NullMarked;
