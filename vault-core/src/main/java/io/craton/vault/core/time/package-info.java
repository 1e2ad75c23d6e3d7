/// Durations in the grammar of the API.
@NullMarked
package io.craton.vault.core.time;

import org.jspecify.annotations.NullMarked;
