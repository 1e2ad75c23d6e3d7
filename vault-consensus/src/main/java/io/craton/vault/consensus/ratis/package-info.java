/// The replicated log: the only importer of Ratis. [ConsensusNode] is the way in.
///
/// Ratis orders entries and calls [VaultStateMachine], which decides each one with the core and
/// writes the events to the store. What Ratis is not trusted with, stands beside it: fresh reads
/// ([io.craton.vault.consensus.barrier]), retries ([Proposer]), the end of the process when a
/// division dies silently ([Watchdog]), and lost disks ([Admission]).
@NullMarked
package io.craton.vault.consensus.ratis;

import org.jspecify.annotations.NullMarked;
