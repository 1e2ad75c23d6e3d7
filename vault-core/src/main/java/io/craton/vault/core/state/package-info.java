/// The replicated state as decisions see it ([StateView]) and as events write it ([StateWriter]).
/// The store implements both; decisions get only the first.
@NullMarked
package io.craton.vault.core.state;

import org.jspecify.annotations.NullMarked;
