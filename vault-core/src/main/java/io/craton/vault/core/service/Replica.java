package io.craton.vault.core.service;

import io.craton.vault.core.port.Ledger;
import io.craton.vault.core.port.ReadBarrier;
import io.craton.vault.core.port.StateReader;

/// The replicated state as a node has it: its own copy, the barrier that makes reading it
/// linearizable, and the log.
public record Replica(StateReader state, ReadBarrier barrier, Ledger ledger) {}
