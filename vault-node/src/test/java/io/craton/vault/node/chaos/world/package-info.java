/// The cluster that is broken, and its network: each node a process, in a network namespace of its
/// own where the machine permits that.
@NullMarked
package io.craton.vault.node.chaos.world;

import org.jspecify.annotations.NullMarked;
