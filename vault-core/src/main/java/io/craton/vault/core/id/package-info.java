/// Identifiers, each a type of its own so that two of them cannot be mixed up in a signature.
@NullMarked
package io.craton.vault.core.id;

import org.jspecify.annotations.NullMarked;
