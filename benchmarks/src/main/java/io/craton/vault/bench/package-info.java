/// Measures the vault with JMH. Each class says in its Javadoc which question it answers, what the
/// baseline is and what it does not measure. Nothing depends on this module.
@NullMarked
package io.craton.vault.bench;

import org.jspecify.annotations.NullMarked;
