/// The commands about the HSM: how a running node's is, and what one can do before a node is
/// started on it.
@NullMarked
package io.craton.vault.node.command.hsm;

import org.jspecify.annotations.NullMarked;
