/// Certificates and keys from PEM files, checked before anything uses them.
@NullMarked
package io.craton.vault.node.tls;

import org.jspecify.annotations.NullMarked;
