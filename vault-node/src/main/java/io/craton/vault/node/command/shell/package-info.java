/// What a command stands in: the streams, the environment, the terminal. Commands reach the process
/// through it only, so that a test can put them somewhere else.
@NullMarked
package io.craton.vault.node.command.shell;

import org.jspecify.annotations.NullMarked;
