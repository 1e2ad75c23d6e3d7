/// A node's life: wires the modules together, starts and stops them in order, answers for its
/// readiness, and ends the process when something must not go on.
@NullMarked
package io.craton.vault.node.running;

import org.jspecify.annotations.NullMarked;
