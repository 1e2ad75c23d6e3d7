/// The room on the disk that the data directory is on: watched, so that a node stops taking writes
/// before there is none, and leaves the cluster in order before a write fails. A node without room
/// waits, and says so; it never ends because of it.
@NullMarked
package io.craton.vault.node.disk;

import org.jspecify.annotations.NullMarked;
