/// The clients: calls of every kind on all nodes at a steady rate, and the record of each call's
/// beginning and end.
@NullMarked
package io.craton.vault.node.chaos.load;

import org.jspecify.annotations.NullMarked;
