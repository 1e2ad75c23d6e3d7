/// Holds the load generator against servers that stall, hang, refuse and hang up.
@NullMarked
package io.craton.vault.bench.load;

import org.jspecify.annotations.NullMarked;
