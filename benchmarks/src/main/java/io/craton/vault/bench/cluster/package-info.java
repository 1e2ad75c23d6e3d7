/// What is measured on a running cluster: what its clients ask, at which loads, and how long no
/// write is acknowledged when its leader is killed. [ClusterBench] is what `scripts/bench` runs.
@NullMarked
package io.craton.vault.bench.cluster;

import org.jspecify.annotations.NullMarked;
