/// Runs what is measured on clusters against the API in this process, and against servers that play
/// a cluster.
@NullMarked
package io.craton.vault.bench.cluster;

import org.jspecify.annotations.NullMarked;
