/// Backups as the node and the commands make and check them: who vouches for one, how a file comes
/// into being that is whole or not there, and what a restored cluster must know of the HSM.
@NullMarked
package io.craton.vault.node.backup;

import org.jspecify.annotations.NullMarked;
