/// Judges what clients saw, without knowing how it came about: whether a history of calls is
/// linearizable, and whether anything was used after its revocation had been acknowledged. Pure
/// functions of recorded calls.
@NullMarked
package io.craton.vault.node.chaos.check;

import org.jspecify.annotations.NullMarked;
