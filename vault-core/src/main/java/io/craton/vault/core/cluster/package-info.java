/// The nodes of a cluster: how they are called, where they are reached, and how they are doing. Who
/// is a member stands in the replicated state, beside what the vault keeps.
@NullMarked
package io.craton.vault.core.cluster;

import org.jspecify.annotations.NullMarked;
