/// Tests of traces with a collector on this machine.
@NullMarked
package io.craton.vault.node.tracing;

import org.jspecify.annotations.NullMarked;
