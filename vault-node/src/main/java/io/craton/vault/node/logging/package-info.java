/// Sets up the log of the running node.
@NullMarked
package io.craton.vault.node.logging;

import org.jspecify.annotations.NullMarked;
