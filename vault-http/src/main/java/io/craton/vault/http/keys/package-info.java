/// Keys that come into the vault or leave it through the API: reading public ones, sealing private
/// ones for others. The one part of the API that uses BouncyCastle.
@NullMarked
package io.craton.vault.http.keys;

import org.jspecify.annotations.NullMarked;
