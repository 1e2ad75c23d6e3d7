/// The catalogue of algorithms. A row of [Algorithm] says what kind of key it needs and which
/// scheme runs on it; both are sealed, so that a switch over them is checked by the compiler.
@NullMarked
package io.craton.vault.core.algorithm;

import org.jspecify.annotations.NullMarked;
