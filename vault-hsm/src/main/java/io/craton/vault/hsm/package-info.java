/// Does cryptography with keys that never leave a PKCS#11 token. What the vault asks for are small
/// capability interfaces; package `pkcs11` alone makes native calls, so that the rest of the vault
/// cannot come to depend on one token's habits.
@NullMarked
package io.craton.vault.hsm;

import org.jspecify.annotations.NullMarked;
