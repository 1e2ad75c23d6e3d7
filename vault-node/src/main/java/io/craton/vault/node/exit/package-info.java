/// How a node ends when it cannot go on: the exit codes, and the failure that carries one of them
/// with a cause and a remedy to the command line.
@NullMarked
package io.craton.vault.node.exit;

import org.jspecify.annotations.NullMarked;
