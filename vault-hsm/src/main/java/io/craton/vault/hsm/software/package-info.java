/// Keys that no token has, computed with in this process by BouncyCastle, if the operator allows
/// it: post-quantum signatures. Their private halves are at rest only under the cluster's
/// key-encryption key, which is in the HSM; the core sees to that, and nothing here stores
/// anything.
@NullMarked
package io.craton.vault.hsm.software;

import org.jspecify.annotations.NullMarked;
