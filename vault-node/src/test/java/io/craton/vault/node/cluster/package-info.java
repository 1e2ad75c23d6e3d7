/// Tests of whole clusters: real processes, a real token, real TLS, on loopback. Signals, restarts
/// and deleted disks come from the tests; nothing in the nodes knows that it is tested.
@NullMarked
package io.craton.vault.node.cluster;

import org.jspecify.annotations.NullMarked;
