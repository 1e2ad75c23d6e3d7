/// Byte strings as values: [Bytes] for what may be shown and stored, [SecretBytes] for what may
/// not.
@NullMarked
package io.craton.vault.core.bytes;

import org.jspecify.annotations.NullMarked;
