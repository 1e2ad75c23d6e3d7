/// The command line. Each command says what it did on standard output, and why it could not on
/// standard error in one line with an exit code of its own.
@NullMarked
package io.craton.vault.node.command;

import org.jspecify.annotations.NullMarked;
