/// Carries the core's commands through Raft and keeps the state they produce. Package `ratis` is
/// the only one that imports Ratis, `rocks` the only one that imports RocksDB, and `codec` turns
/// commands and records into bytes; so each library can be read, and replaced, in one place.
@NullMarked
package io.craton.vault.consensus;

import org.jspecify.annotations.NullMarked;
