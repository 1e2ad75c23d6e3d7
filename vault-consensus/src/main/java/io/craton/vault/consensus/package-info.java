/// Carries the core's commands through Raft and keeps the state they produce. The way in is
/// [io.craton.vault.consensus.ratis.ConsensusNode]; in this package stand its configuration and
/// what it tells about itself.
///
/// | Package | Lives there |
/// |---|---|
/// | `codec` | commands and records to bytes and back |
/// | `rocks` | the state; the only importer of RocksDB |
/// | `ratis` | the replicated log; the only importer of Ratis |
/// | `peer` | small messages between nodes, beside Raft; the only importer of Netty |
/// | `barrier` | which replies make local reads linearizable |
/// | `clock` | what time it is, by the clocks of a majority |
/// | `membership` | who a node is, and how a cluster forms |
/// | `backup` | archives of the state, and nodes made from them |
///
/// So each library can be read, and replaced, in one place.
@NullMarked
package io.craton.vault.consensus;

import org.jspecify.annotations.NullMarked;
