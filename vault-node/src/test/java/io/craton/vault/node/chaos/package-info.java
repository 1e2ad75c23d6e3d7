/// Breaks a cluster of real processes in every way that a machine permits, while clients record
/// what they see, and judges the record: `scripts/chaos`. What is broken is in `fault`, the cluster
/// and the network in `world`, the clients in `load`, the judgement in `check`, what people get to
/// see in `report`.
@NullMarked
package io.craton.vault.node.chaos;

import org.jspecify.annotations.NullMarked;
