/// Files that a node owns or is given: who may read them, the data directory with its lock and its
/// identity.
@NullMarked
package io.craton.vault.node.files;

import org.jspecify.annotations.NullMarked;
