/// Traces of requests for a collector of OpenTelemetry, where one is configured. The only place
/// that knows its library.
@NullMarked
package io.craton.vault.node.tracing;

import org.jspecify.annotations.NullMarked;
