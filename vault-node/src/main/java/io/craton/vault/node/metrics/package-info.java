/// What a node counts and measures, for Prometheus. The only place that knows its formats.
@NullMarked
package io.craton.vault.node.metrics;

import org.jspecify.annotations.NullMarked;
