/// Makes local reads linearizable without trusting Raft's own reads: [TermQuorum] says which
/// answers of the peers are proof enough, [QuorumRounds] asks for them, [SharedRounds] does so once
/// for all who wait. Decision record 004 has the protocol and its argument.
@NullMarked
package io.craton.vault.consensus.barrier;

import org.jspecify.annotations.NullMarked;
